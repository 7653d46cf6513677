-- Devices that come through the front door are known by a certificate, not by a token.

ALTER TABLE device ALTER COLUMN token_hash DROP NOT NULL;

-- A certificate that the network's authority has issued to a device, by the SHA-256 of its DER form.
-- One that was renewed stays good until it runs out; revoking the device ends all of them.
CREATE TABLE device_certificate (
  fingerprint bytea PRIMARY KEY CHECK (octet_length(fingerprint) = 32),
  device_id   bigint NOT NULL REFERENCES device,
  expires_at  timestamptz NOT NULL,
  recorded_by bigint NOT NULL REFERENCES staff,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX device_certificate_device ON device_certificate (device_id);
CALL make_ledger('device_certificate');
