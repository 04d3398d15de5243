"""Telephones may have an extension; tax codes have one shape. What an older rule let in stays until it is changed."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

TAX_CODE = r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})?$"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_parties_found_by_name")]
    operations = [
        migrations.AlterField("account", "phone", models.CharField(blank=True, max_length=32)),
        migrations.AlterField("party", "phone", models.CharField(blank=True, max_length=32)),
        *(
            AddConstraintNotValid(
                model, models.CheckConstraint(condition=Q(tax_code__regex=TAX_CODE), name=f"{model}_tax_code_shaped")
            )
            for model in ("party", "registration")
        ),
    ]
