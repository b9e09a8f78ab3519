package io.hauberk.tomcat;

import io.hauberk.identity.Generation;
import io.hauberk.identity.Identity;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.apache.tomcat.util.net.SSLContext;
import org.jspecify.annotations.Nullable;

/** The identity's context as Tomcat wants to see one. Each engine is made of what is newest. */
final class NewestContext implements SSLContext {
    private final Identity identity;

    NewestContext(Identity identity) {
        this.identity = identity;
    }

    /** It is ready to use. */
    @Override
    public void init(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random) {}

    /** The identity outlives the connector. */
    @Override
    public void destroy() {}

    @Override
    public SSLSessionContext getServerSessionContext() {
        return identity.serverContext().getServerSessionContext();
    }

    @Override
    public SSLEngine createSSLEngine() {
        return identity.serverContext().createSSLEngine();
    }

    @Override
    public SSLServerSocketFactory getServerSocketFactory() {
        return identity.serverContext().getServerSocketFactory();
    }

    @Override
    public SSLParameters getSupportedSSLParameters() {
        return identity.serverContext().getSupportedSSLParameters();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity.generation().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        Generation now = identity.generation();
        return now.authorities().toArray(X509Certificate[]::new);
    }
}
