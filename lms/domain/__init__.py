"""Ground floor: rules as pure functions of values."""
