package io.hauberk.identity;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The client side of TLS for one service: {@link Tls} brought to life. What it hands out stays the same object until the
 * identity, or the trusted authorities, change, so that a pool of connections can tell old from new by it. Each has a
 * context of its own: a session that was resumed would skip the check of another service's names. Thread-safe.
 */
public final class TlsClient implements AutoCloseable {
    private final Tls tls;
    private final String serverName;
    private final List<PeerPattern> peers;
    private final @Nullable Identity identity;
    private final @Nullable Watched<X509ExtendedTrustManager> trustFile;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Made made;

    private TlsClient(
            Tls tls,
            String serverName,
            @Nullable Identity identity,
            @Nullable Watched<X509ExtendedTrustManager> trustFile) {
        this.tls = tls;
        this.serverName = serverName;
        this.peers = tls.peers().stream().map(PeerPattern::parse).toList();
        this.identity = identity;
        this.trustFile = trustFile;
    }

    /**
     * The client side for a service.
     *
     * @param service its name: the server name where {@code tls} sets none
     * @throws IllegalArgumentException if TLS is off, if an identity is needed and there is none, or if the file of
     *     authorities cannot be used; in a sentence
     */
    public static TlsClient of(String service, Tls tls, @Nullable Identity identity) {
        if (tls.mode() == Tls.Mode.OFF) {
            throw new IllegalArgumentException("Service " + service + " has tls off, so there is nothing to secure.");
        }
        if (tls.needsIdentity() && identity == null) {
            throw new IllegalArgumentException("Service " + service + " has tls " + tls
                    + ", which needs an identity. Give the mesh one: identity with certificate, privateKey and trust.");
        }
        String name = tls.serverName();
        Path file = tls.trustFile();
        return new TlsClient(
                tls,
                name != null ? name : ServerName.require(service),
                identity,
                file == null ? null : new Watched<>(List.of(file), contents -> trust(file, contents)));
    }

    private static X509ExtendedTrustManager trust(Path file, List<byte[]> contents) throws BadMaterialException {
        List<X509Certificate> authorities = Pem.certificates(file.toString(), contents.get(0));
        return Contexts.trusting(authorities);
    }

    /** What connections made now are secured with. Blocks only while a change is taken over. */
    public Sockets sockets() {
        Made now = made;
        return now != null && now.generation == generation() && now.authorities == authorities() ? now.sockets : make();
    }

    private @Nullable Generation generation() {
        return identity == null ? null : identity.generation();
    }

    private @Nullable X509ExtendedTrustManager authorities() {
        return trustFile == null ? null : trustFile.current();
    }

    private Sockets make() {
        lock.lock();
        try {
            Made now = made;
            Generation generation = generation();
            X509ExtendedTrustManager authorities = authorities();
            if (now != null && now.generation == generation && now.authorities == authorities) {
                return now.sockets;
            }
            PeerTrust trust = new PeerTrust(chains(generation, authorities), serverName, peers);
            SSLContext context = Contexts.context(keys(generation), trust);
            long number = now == null ? 1 : now.sockets.number + 1;
            Sockets sockets =
                    new Sockets(number, new NamedSockets(context.getSocketFactory(), serverName, trust), trust);
            made = new Made(generation, authorities, sockets);
            return sockets;
        } finally {
            lock.unlock();
        }
    }

    private X509ExtendedTrustManager chains(
            @Nullable Generation generation, @Nullable X509ExtendedTrustManager authorities) {
        if (authorities != null) {
            return authorities;
        }
        if (tls.trust() != Tls.Trust.MESH || generation == null) {
            return Contexts.trustingSystem();
        }
        return peers.isEmpty() ? generation.ownTrust() : generation.trust();
    }

    /** What shows our certificate to those who want to see one; null where we show none. For one connection. */
    public @Nullable KeyManager keyManager() {
        KeyManager[] keys = keys(generation());
        return keys == null || keys.length == 0 ? null : keys[0];
    }

    private KeyManager @Nullable [] keys(@Nullable Generation generation) {
        return tls.mode() == Tls.Mode.MUTUAL && generation != null ? generation.keys() : null;
    }

    /** The name that servers are asked for. */
    public String serverName() {
        return serverName;
    }

    /** Ends the watch of the file of authorities, if there is one. The identity is not touched. */
    @Override
    public void close() {
        if (trustFile != null) {
            trustFile.close();
        }
    }

    /**
     * What to secure a connection with.
     *
     * @param number 1 for the first, and one more for each that took over
     * @param factory layers TLS on a connected socket and sends the server name, whatever host it is given
     * @param trust the trust manager behind it, which has judged the server's name when the handshake ends
     */
    public record Sockets(long number, SSLSocketFactory factory, X509TrustManager trust) {}

    private record Made(
            @Nullable Generation generation, @Nullable X509ExtendedTrustManager authorities, Sockets sockets) {}
}
