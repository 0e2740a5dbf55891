"""Third floor: Flask; pages, forms, guards and paper."""
