from django.urls import path

from seatwise.console.audit import views

urlpatterns = [
    path("", views.audit, name="audit"),
    path("export.xlsx", views.export, {"kind": "xlsx"}, name="audit_xlsx"),
    path("export.csv", views.export, {"kind": "csv"}, name="audit_csv"),
]
