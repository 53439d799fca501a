"""Addresses of the account pages. The names that begin with account_ and mfa_ are those django-allauth looks for.

GUARDS stand at the operator's desk, too (desk_urls.py).
"""

from django.urls import path, re_path

from seatwise.storefront.account import devices, profile, second_factor, views
from seatwise.storefront.audit import views as audit

GUARDS = [
    path("signin/", views.SignIn.as_view(), name="account_login"),
    path("signin/code/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path("signin/passkey/", second_factor.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("signout/", views.sign_out, name="account_logout"),
    path("password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/", profile.account, name="account"),
    path("account/profile/", profile.keep, name="account_profile"),
    path("account/theme/", profile.choose_theme, name="account_theme"),
    path("account/again/", second_factor.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("account/again/code/", second_factor.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("account/again/passkey/", second_factor.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/security/", second_factor.security, name="mfa_index"),
    path("account/security/app/", second_factor.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/security/app/removal/", second_factor.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/security/passkeys/new/", second_factor.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "account/security/passkeys/<int:pk>/removal/",
        second_factor.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("account/security/codes/", second_factor.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/security/codes/new/", second_factor.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/devices/", devices.devices, name="account_devices"),
    path("account/devices/others/", devices.sign_out_others, name="account_devices_others"),
    path("account/devices/<uuid:device_id>/", devices.sign_out_one, name="account_device_sign_out"),
]

urlpatterns = [
    *GUARDS,
    path("password/reset/", views.Reset.as_view(), name="account_reset_password"),
    path("password/reset/asked/", views.ResetAsked.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", views.NewPasswordSet.as_view(), name="account_reset_password_from_key_done"),
    path("account/company/", profile.choose_company, name="account_company"),
    path("account/audit/", audit.audit, name="company_audit"),
    path("account/audit/export.xlsx", audit.export, {"kind": "xlsx"}, name="company_audit_xlsx"),
    path("account/audit/export.csv", audit.export, {"kind": "csv"}, name="company_audit_csv"),
]
