package io.hauberk.identity;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts for clients that are no part of the mesh, made of PEM: for this library's own modules. */
public final class PemContext {
    private PemContext() {}

    /**
     * A context.
     *
     * @param authorities the certificates that are believed; null for those of the JDK
     * @param chain our certificate and its issuers; null for none
     * @param key its key, not encrypted; null where there is no certificate
     * @throws IOException if one of them cannot be used, with a sentence
     */
    public static SSLContext of(byte @Nullable [] authorities, byte @Nullable [] chain, byte @Nullable [] key)
            throws IOException {
        X509ExtendedTrustManager trust = authorities == null
                ? Contexts.trustingSystem()
                : Contexts.trusting(Pem.certificates("The file of authorities to be trusted", authorities));
        return Contexts.context(chain == null || key == null ? null : keys(chain, key), trust);
    }

    private static KeyManager[] keys(byte[] chain, byte[] key) throws BadMaterialException {
        List<X509Certificate> own = Pem.certificates("The file of our certificate", chain);
        PrivateKey ownKey =
                PrivateKeys.read("The file of our key", key, own.get(0).getPublicKey());
        return Contexts.keys(Material.of(own, ownKey, own));
    }
}
