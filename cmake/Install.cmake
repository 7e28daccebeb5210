# Filled in below: what `cmake --install` puts where.
