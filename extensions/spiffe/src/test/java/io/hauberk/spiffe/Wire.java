package io.hauberk.spiffe;

import io.hauberk.testkit.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Writes protobuf, for the agent's side. */
public final class Wire {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a field of bytes. */
    public Wire field(int number, byte[] value) {
        varint((long) number << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** Adds a field of text. */
    public Wire field(int number, String value) {
        return field(number, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a number. */
    public Wire number(int number, long value) {
        varint((long) number << 3);
        varint(value);
        return this;
    }

    /** All of it. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** An identity with its key and the bundle of its trust domain. */
    public static byte[] svid(String id, Credentials credentials, X509Certificate bundle, String hint) {
        return new Wire()
                .field(1, id)
                .field(2, der(credentials.certificate()))
                .field(3, key(credentials))
                .field(4, der(bundle))
                .field(5, hint)
                .bytes();
    }

    /** Certificates in DER, one after the other. */
    public static byte[] der(X509Certificate... certificates) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (X509Certificate certificate : certificates) {
            try {
                all.writeBytes(certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return all.toByteArray();
    }

    private static byte[] key(Credentials credentials) {
        String inside = credentials.privateKeyPem().replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(inside);
    }
}
