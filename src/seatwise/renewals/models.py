"""What the calendar could not do, until it can."""

from django.db import models

from seatwise.infra import tenancy


class RenewalProblem(tenancy.TenantModel):
    """A subscription that the calendar set aside, why, and since when. Tried again by every run; gone once it works."""

    subscription_id = models.UUIDField()
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id")
    on = models.DateField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "renewal_problem"
        constraints = [
            models.UniqueConstraint("reseller", "subscription_id", name="renewal_problem_once"),
        ]
