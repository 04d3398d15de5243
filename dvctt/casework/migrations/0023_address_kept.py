from django.db import migrations


class Migration(migrations.Migration):
    """An address that was typed is kept while another way of delivery stands, for whoever comes back to the post."""

    dependencies = [("casework", "0022_fee_entries")]

    operations = [migrations.RemoveConstraint(model_name="dossier", name="dossier_address_for_post")]
