"""What Django and allauth call by the paths in the settings; sessions remember the path of the backend."""

__all__ = []
