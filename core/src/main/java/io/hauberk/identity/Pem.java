package io.hauberk.identity;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads PEM (RFC 7468): its blocks, whatever stands between them. For this library's own modules. */
public final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block: what it is called, and what it holds; nothing where that is encrypted. */
    static final class Block {
        private final String label;
        private final boolean encrypted;
        private final byte[] der;

        private Block(String label, boolean encrypted, byte[] der) {
            this.label = label;
            this.encrypted = encrypted;
            this.der = der;
        }

        String label() {
            return label;
        }

        boolean encrypted() {
            return encrypted;
        }

        byte[] der() {
            return der;
        }
    }

    /**
     * All blocks, in order.
     *
     * @throws BadMaterialException if a block is not closed, or is not base64
     */
    static List<Block> parse(String file, byte[] bytes) throws BadMaterialException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        int at = 0;
        while ((at = text.indexOf(BEGIN, at)) >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            int end = labelEnd < 0 ? -1 : text.indexOf(END + label + DASHES, labelEnd + DASHES.length());
            if (end < 0) {
                throw new BadMaterialException(file + " has a PEM block without its end. It may be half written.");
            }
            blocks.add(block(file, label, text.substring(labelEnd + DASHES.length(), end)));
            at = end + END.length();
        }
        return blocks;
    }

    private static Block block(String file, String label, String inside) throws BadMaterialException {
        boolean encrypted = label.contains("ENCRYPTED") || inside.contains("Proc-Type: 4,ENCRYPTED");
        if (encrypted) {
            return new Block(label, true, new byte[0]);
        }
        try {
            return new Block(label, false, Base64.getMimeDecoder().decode(inside));
        } catch (IllegalArgumentException e) {
            throw new BadMaterialException(file + " has a PEM block that is not base64.", e);
        }
    }

    /**
     * All certificates of a file, in order: one at least.
     *
     * @param file what is read, as sentences name it
     */
    public static List<X509Certificate> certificates(String file, byte[] bytes) throws BadMaterialException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : parse(file, bytes)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(file, block.der()));
            }
        }
        if (certificates.isEmpty()) {
            throw new BadMaterialException(
                    file + " holds no certificate. A PEM file with BEGIN CERTIFICATE is needed.");
        }
        return certificates;
    }

    /**
     * What the first block of a kind holds.
     *
     * @param file what is read, as sentences name it
     * @param label such as {@code PUBLIC KEY}
     */
    public static byte[] first(String file, byte[] bytes, String label) throws BadMaterialException {
        for (Block block : parse(file, bytes)) {
            if (block.label().equals(label)) {
                return block.der();
            }
        }
        throw new BadMaterialException(file + " is no PEM with BEGIN " + label + ".");
    }

    private static X509Certificate certificate(String file, byte[] der) throws BadMaterialException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new BadMaterialException(file + " holds a certificate that cannot be read.", e);
        }
    }
}
