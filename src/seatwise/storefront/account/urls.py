"""Addresses of the account pages. The names that begin with account_ are those django-allauth looks for."""

from django.urls import path, re_path

from seatwise.storefront.account import views
from seatwise.storefront.audit import views as audit

urlpatterns = [
    path("signin/", views.SignIn.as_view(), name="account_login"),
    path("signout/", views.sign_out, name="account_logout"),
    path("password/reset/", views.Reset.as_view(), name="account_reset_password"),
    path("password/reset/asked/", views.ResetAsked.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", views.NewPasswordSet.as_view(), name="account_reset_password_from_key_done"),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/", views.account, name="account"),
    path("account/company/", views.choose_company, name="account_company"),
    path("account/audit/", audit.audit, name="company_audit"),
    path("account/audit/export.xlsx", audit.export, {"kind": "xlsx"}, name="company_audit_xlsx"),
    path("account/audit/export.csv", audit.export, {"kind": "csv"}, name="company_audit_csv"),
    path("account/theme/", views.choose_theme, name="account_theme"),
]
