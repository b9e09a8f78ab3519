package io.hauberk.testkit;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The fields of an X.509 certificate (RFC 5280), and how they are signed.
 *
 * @param issuer the common name of the one who signs
 * @param subject the common name of the one who is vouched for
 * @param names DNS names, IP addresses and URIs; empty for an authority
 * @param authority whether it may sign others
 */
record CertificateText(
        String issuer,
        String subject,
        PublicKey key,
        Instant notBefore,
        Instant notAfter,
        List<String> names,
        boolean authority) {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    byte[] signedBy(PrivateKey signer) throws GeneralSecurityException {
        byte[] text = Der.sequence(
                Der.tagged(0, true, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(120, new SecureRandom()).setBit(120)),
                ECDSA_WITH_SHA256,
                commonName(issuer),
                Der.sequence(Der.time(notBefore), Der.time(notAfter)),
                commonName(subject),
                key.getEncoded(),
                Der.tagged(3, true, Der.sequence(extensions())));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(text);
        return Der.sequence(text, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
    }

    private byte[][] extensions() {
        if (authority) {
            return new byte[][] {
                extension("2.5.29.19", Der.sequence(Der.bool(true))), // basic constraints: an authority
                extension("2.5.29.15", Der.bits(2, new byte[] {0b0000_0100})) // key usage: signs certificates
            };
        }
        byte[] serverAndClient = Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"));
        return new byte[][] {
            extension("2.5.29.15", Der.bits(7, new byte[] {(byte) 0b1000_0000})), // key usage: digital signature
            extension("2.5.29.37", serverAndClient),
            extension(
                    "2.5.29.17",
                    Der.sequence(names.stream().map(CertificateText::name).toArray(byte[][]::new)))
        };
    }

    private static byte[] commonName(String name) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(name))));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    /** A subject alternative name: URIs have a scheme, addresses are literals, the rest is DNS. */
    private static byte[] name(String name) {
        if (name.contains("://")) {
            return Der.tagged(6, false, name.getBytes(StandardCharsets.US_ASCII));
        }
        if (IP_LITERAL.matcher(name).matches()) {
            return Der.tagged(7, false, address(name));
        }
        return Der.tagged(2, false, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("\"" + literal + "\" is not an IP address.", e);
        }
    }
}
