package io.hauberk.authority;

import io.hauberk.identity.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** Writes PEM (RFC 7468), and reads back the keys that this module has written. */
final class PemText {
    private PemText() {}

    static String of(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    static String of(Collection<X509Certificate> certificates) {
        StringBuilder all = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                all.append(of("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("A certificate that was read cannot be written.", e);
            }
        }
        return all.toString();
    }

    /** The certificates of a file. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        return Pem.certificates(file.toString(), Files.readAllBytes(file));
    }

    static String of(PrivateKey key) {
        return of("PRIVATE KEY", key.getEncoded());
    }

    /** A key on a curve, as this module writes them. */
    static PrivateKey key(Path file) throws IOException {
        byte[] der = Pem.first(file.toString(), Files.readAllBytes(file), "PRIVATE KEY");
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IOException("The private key in " + file + " cannot be read.", e);
        }
    }
}
