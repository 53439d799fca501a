from django.urls import path

from seatwise.console.settings import domain, look, mail_server, mail_texts, region, selling, team

urlpatterns = [
    path("", look.look, name="settings"),
    path("colour/", look.colour, name="settings_colour"),
    path("logo/", look.logo, name="settings_logo"),
    path("logo/removal/", look.remove_logo, name="settings_remove_logo"),
    path("region/", region.region, name="settings_region"),
    path("selling/", selling.selling, name="settings_selling"),
    path("mail/", mail_server.server, name="settings_mail"),
    path("mail/removal/", mail_server.remove, name="settings_remove_mail"),
    path("texts/", mail_texts.mail_texts, name="settings_texts"),
    path("texts/preview/", mail_texts.preview, name="settings_text_preview"),
    path("domain/", domain.domain, name="settings_domain"),
    path("domain/check/", domain.check, name="settings_check_domain"),
    path("domain/removal/", domain.remove, name="settings_remove_domain"),
    path("team/", team.team, name="settings_team"),
    path("team/<uuid:user_id>/role/", team.role, name="settings_team_role"),
    path("team/<uuid:user_id>/removal/", team.remove, name="settings_remove_member"),
    path("team/<uuid:user_id>/invitation/", team.invite_again, name="settings_invite_again"),
]
