package io.hauberk.jdk;

import java.security.Principal;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import okhttp3.Handshake;
import org.jspecify.annotations.Nullable;

/** What is known of the handshake with a service: certificates and how it was encrypted. It holds no data of others. */
final class HandshakeSession implements SSLSession {
    private final Handshake handshake;

    HandshakeSession(Handshake handshake) {
        this.handshake = handshake;
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        List<Certificate> shown = handshake.peerCertificates();
        if (shown.isEmpty()) {
            throw new SSLPeerUnverifiedException("The service has shown no certificate.");
        }
        return shown.toArray(Certificate[]::new);
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        List<Certificate> shown = handshake.localCertificates();
        return shown.isEmpty() ? null : shown.toArray(Certificate[]::new);
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        Principal peer = handshake.peerPrincipal();
        if (peer == null) {
            throw new SSLPeerUnverifiedException("The service has shown no certificate.");
        }
        return peer;
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        return handshake.localPrincipal();
    }

    @Override
    public String getCipherSuite() {
        return handshake.cipherSuite().javaName();
    }

    @Override
    public String getProtocol() {
        return handshake.tlsVersion().javaName();
    }

    @Override
    public byte[] getId() {
        return new byte[0];
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public long getCreationTime() {
        return 0;
    }

    @Override
    public long getLastAccessedTime() {
        return 0;
    }

    @Override
    public void invalidate() {}

    @Override
    public boolean isValid() {
        return false;
    }

    @Override
    public void putValue(String name, Object value) {
        throw new UnsupportedOperationException("This is a view of a handshake, and keeps no values.");
    }

    @Override
    public @Nullable Object getValue(String name) {
        return null;
    }

    @Override
    public void removeValue(String name) {}

    @Override
    public String[] getValueNames() {
        return new String[0];
    }

    @Override
    public @Nullable String getPeerHost() {
        return null;
    }

    @Override
    public int getPeerPort() {
        return -1;
    }

    @Override
    public int getPacketBufferSize() {
        return 16 * 1024 + 512;
    }

    @Override
    public int getApplicationBufferSize() {
        return 16 * 1024;
    }
}
