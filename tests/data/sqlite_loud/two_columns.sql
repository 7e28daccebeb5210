-- error: (nor those of b)
CREATE TABLE two(a INTEGER, b DATE);
INSERT INTO two VALUES (1, '2020-01-01'), ('x', 5);
