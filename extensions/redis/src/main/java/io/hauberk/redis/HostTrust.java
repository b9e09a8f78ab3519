package io.hauberk.redis;

import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.identity.TlsClient;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges each server of a store as the mesh judges a service of that name: sentinels and the nodes of a cluster are known by
 * names that no configuration lists. Thread-safe.
 */
final class HostTrust extends X509ExtendedTrustManager implements AutoCloseable {
    /** A cluster has a thousand nodes at most, but over the years nodes come and go: who was not met for longest is forgotten. */
    private static final int MAX_HOSTS = 1_024;

    private final Tls tls;
    private final @Nullable Identity identity;
    private final String firstHost;
    private final int maxHosts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TlsClient> clients = new LinkedHashMap<>(16, 0.75f, true);

    /** @throws IllegalArgumentException if files cannot be used, or an identity is missing */
    HostTrust(Tls tls, @Nullable Identity identity, String firstHost) {
        this(tls, identity, firstHost, MAX_HOSTS);
    }

    /** @param maxHosts how many servers are remembered */
    HostTrust(Tls tls, @Nullable Identity identity, String firstHost, int maxHosts) {
        this.maxHosts = maxHosts;
        this.tls = tls;
        this.identity = identity;
        this.firstHost = firstHost;
        client(firstHost);
    }

    /** Called for each connection, so that what was rotated is used from the next one on. */
    void secure(SslContextBuilder context) {
        context.trustManager(this);
        KeyManager ours = client(firstHost).keyManager();
        if (ours != null) {
            context.keyManager(ours);
        }
    }

    private TlsClient client(String host) {
        lock.lock();
        try {
            TlsClient client = clients.get(host);
            if (client == null) {
                client = TlsClient.of(host, tls, identity);
                clients.put(host, client);
                if (clients.size() > maxHosts) {
                    Iterator<TlsClient> all = clients.values().iterator();
                    all.next().close();
                    all.remove();
                }
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    int remembered() {
        lock.lock();
        try {
            return clients.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        X509ExtendedTrustManager trust;
        try {
            trust = (X509ExtendedTrustManager)
                    client(engine.getPeerHost()).sockets().trust();
        } catch (IllegalArgumentException e) {
            throw new CertificateException(e.getMessage(), e);
        }
        trust.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw refused();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw refused();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw refused();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw refused();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw refused();
    }

    private static CertificateException refused() {
        return new CertificateException("Only servers are judged here, and only by their connection.");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void close() {
        lock.lock();
        try {
            clients.values().forEach(TlsClient::close);
            clients.clear();
        } finally {
            lock.unlock();
        }
    }
}
