-- A small SQLite database for the library's example, with what real ones have: keys, defaults, dates, NULLs.
CREATE TABLE customer (
  id     INTEGER PRIMARY KEY,
  name   TEXT NOT NULL UNIQUE,
  joined DATE NOT NULL
);
CREATE TABLE purchase (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customer (id),
  amount      REAL CHECK (amount >= 0),
  paid        BOOLEAN NOT NULL DEFAULT 0,
  at          TIMESTAMP NOT NULL
);
CREATE INDEX purchase_customer ON purchase (customer_id);

INSERT INTO customer VALUES (1, 'Ada', '2024-02-29'), (2, '東京商店', '2025-01-01'), (3, 'Zoë', '2025-12-31');
INSERT INTO purchase (customer_id, amount, paid, at) VALUES
  (1, 19.5, 1, '2024-03-01 10:00:00'),
  (1, NULL, 0, '2024-03-02 23:59:59.999999'),
  (3, 7.25, 1, '2026-01-01 00:00:00');
