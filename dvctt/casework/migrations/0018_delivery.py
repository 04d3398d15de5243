from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0017_code_read")]
    operations = [
        migrations.AlterField("dossier", "filed_phone", models.CharField(blank=True, max_length=32)),
        migrations.AddField("dossier", "delivery", models.CharField(blank=True, default="", max_length=12), preserve_default=False),
        migrations.AddField(
            "dossier", "delivery_address", models.CharField(blank=True, default="", max_length=300), preserve_default=False
        ),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=Q(delivery__in=["", "online", "public_post", "at_desk"]), name="dossier_delivery_known"
            ),
        ),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=Q(delivery_address="") | Q(delivery="public_post"), name="dossier_address_for_post"
            ),
        ),
    ]
