package io.hauberk.identity;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context for servers whose engines come from the newest generation, and speak TLS 1.3 and 1.2 whatever the JDK
 * would allow besides. A server takes it once and needs no reload.
 */
final class ServerContext extends SSLContext {
    ServerContext(Supplier<SSLContext> newest) {
        super(new Engines(newest), Contexts.provider(), "TLS");
    }

    /** Each call asks for the newest context. */
    private static final class Engines extends SSLContextSpi {
        private final Supplier<SSLContext> newest;

        private Engines(Supplier<SSLContext> newest) {
            this.newest = newest;
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return modern(newest.get().createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return modern(newest.get().createSSLEngine(host, port));
        }

        private static SSLEngine modern(SSLEngine engine) {
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(Contexts.versions());
            return engine;
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return modern(newest.get().getDefaultSSLParameters());
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return modern(newest.get().getSupportedSSLParameters());
        }

        private static SSLParameters modern(SSLParameters parameters) {
            parameters.setProtocols(Contexts.versions());
            return parameters;
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return new ServerSockets(newest);
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            throw new UnsupportedOperationException("This is a server's context. Clients take TlsClient.");
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return newest.get().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return newest.get().getClientSessionContext();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("An identity's context is ready to use. Do not call init.");
        }
    }
}
