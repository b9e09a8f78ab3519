package io.hauberk.identity;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;

/** Private keys in PEM: PKCS #8, and the older forms of RSA (PKCS #1) and EC (SEC 1). */
final class PrivateKeys {
    private static final byte[] PROOF = "hauberk".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private PrivateKeys() {}

    /** The key that belongs to the public one. */
    static PrivateKey read(String file, byte[] bytes, PublicKey partner) throws BadMaterialException {
        for (Pem.Block block : Pem.parse(file, bytes)) {
            if (!block.label().endsWith("PRIVATE KEY")) {
                continue;
            }
            if (block.encrypted()) {
                throw new BadMaterialException(file + " holds an encrypted key. Decrypt it first: openssl pkcs8 -in "
                        + file + " -nocrypt -topk8, and let the file system protect it.");
            }
            return matching(file, decode(file, block, partner), partner);
        }
        throw new BadMaterialException(file + " holds no private key. A PEM file with BEGIN PRIVATE KEY is needed.");
    }

    private static PrivateKey decode(String file, Pem.Block block, PublicKey partner) throws BadMaterialException {
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> wrap(block.der(), partner);
            default ->
                throw new BadMaterialException(file + " holds a " + block.label()
                        + ", which is not known here. Convert it: openssl pkcs8 -topk8 -nocrypt -in " + file);
        };
        try {
            return KeyFactory.getInstance(partner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new BadMaterialException(
                    file + " holds no " + partner.getAlgorithm() + " key, but the certificate is for one.", e);
        }
    }

    /** An older form lacks the algorithm; the certificate knows it. */
    private static byte[] wrap(byte[] key, PublicKey partner) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        inside.writeBytes(new byte[] {2, 1, 0}); // version 0
        inside.writeBytes(algorithm(partner.getEncoded()));
        inside.writeBytes(tagged(4, key));
        return tagged(0x30, inside.toByteArray());
    }

    /** The AlgorithmIdentifier, the first element in a SubjectPublicKeyInfo (RFC 5280 §4.1). */
    private static byte[] algorithm(byte[] info) {
        int start = 2 + lengthBytes(info[1]);
        int size = 2 + (info[start + 1] & 0x7f); // never 128 bytes or more
        return java.util.Arrays.copyOfRange(info, start, start + size);
    }

    private static int lengthBytes(byte first) {
        return (first & 0x80) == 0 ? 0 : first & 0x7f;
    }

    private static byte[] tagged(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 5);
        out.write(tag);
        int length = value.length;
        if (length < 128) {
            out.write(length);
        } else {
            int bytes = (31 - Integer.numberOfLeadingZeros(length)) / 8 + 1;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    /** Signs something and verifies it: nothing else shows for every algorithm that two keys belong together. */
    static PrivateKey matching(String file, PrivateKey key, PublicKey partner) throws BadMaterialException {
        try {
            Signature signature = signatureFor(partner);
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(partner);
            signature.update(PROOF);
            if (verifies(signature, signed)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new BadMaterialException(file + " holds a key that cannot be used.", e);
        }
        throw new BadMaterialException(file + " holds a key that does not belong to the certificate.");
    }

    /** The JDK throws where the other key is larger, in length or in number, which is no more than that it is another. */
    private static boolean verifies(Signature signature, byte[] signed) {
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static Signature signatureFor(PublicKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "EC" -> Signature.getInstance("SHA256withECDSA");
            case "RSA" -> Signature.getInstance("SHA256withRSA");
            case "RSASSA-PSS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                // A key may be bound to a hash; one that is not takes any.
                AlgorithmParameterSpec own = ((RSAKey) key).getParams();
                pss.setParameter(own != null ? own : PSS);
                yield pss;
            }
            default -> Signature.getInstance(key.getAlgorithm()); // EdDSA is named like its keys
        };
    }
}
