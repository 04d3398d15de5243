"""Into which account the fees are paid that a unit collects."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ministry', '0004_calendar_replaced'),
    ]

    operations = [
        migrations.AddField(
            model_name='unit',
            name='fee_account',
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
