"""A code is found by its letters and digits alone, and no two codes read alike."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_one_form_of_text'),
        ('casework', '0016_contents'),
        ('catalogue', '0003_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower(models.Func(models.F('code'), models.Value('[^0-9A-Za-z]+'), models.Value(''), models.Value('g'), function='regexp_replace')), name='dossier_code_read_once'),
        ),
    ]
