"""A code is found by its end too, since people leave out its beginning."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0023_address_kept'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(django.db.models.functions.text.Right(django.db.models.functions.text.Lower(models.Func(models.F('code'), models.Value('[^0-9A-Za-z]+'), models.Value(''), models.Value('g'), function='regexp_replace')), 10), name='dossier_code_end'),
        ),
    ]
