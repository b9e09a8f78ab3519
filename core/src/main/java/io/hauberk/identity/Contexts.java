package io.hauberk.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts of the JDK, made of certificates and keys in memory. */
final class Contexts {
    private static final char[] NO_PASSWORD = new char[0];

    private Contexts() {}

    /** The versions of TLS that are spoken; no setting of the JDK adds others. */
    static String[] versions() {
        return new String[] {"TLSv1.3", "TLSv1.2"};
    }

    /** Who makes them. */
    static Provider provider() {
        try {
            return SSLContext.getInstance("TLS").getProvider();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    static SSLContext context(KeyManager @Nullable [] keys, X509ExtendedTrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    static KeyManager[] keys(Material material) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(
                    "own", material.key(), NO_PASSWORD, material.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    static X509ExtendedTrustManager trusting(List<X509Certificate> authorities) {
        try {
            KeyStore store = emptyStore();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            return trusting(store);
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** The authorities of the JDK; read once, and only where they are needed. */
    static X509ExtendedTrustManager trustingSystem() {
        return OfSystem.TRUST;
    }

    private static X509ExtendedTrustManager trusting(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new IllegalStateException("This JDK has no trust manager that sees the connection it judges.");
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static IllegalStateException unusable(GeneralSecurityException e) {
        return new IllegalStateException("This JDK cannot use the certificates for TLS.", e);
    }

    private static final class OfSystem {
        static final X509ExtendedTrustManager TRUST = load();

        private static X509ExtendedTrustManager load() {
            try {
                return trusting((KeyStore) null);
            } catch (GeneralSecurityException e) {
                throw unusable(e);
            }
        }
    }
}
