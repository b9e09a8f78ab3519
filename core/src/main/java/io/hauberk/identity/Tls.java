package io.hauberk.identity;

import io.hauberk.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a service is spoken to over TLS, and whom its certificate must name. Immutable, thread-safe; it holds no keys and
 * does nothing by itself.
 *
 * <p>There is no way to trust everybody: a certificate must come from an authority that is trusted, and must name the
 * service in a DNS name (RFC 9525; a common name does not count) or, where peers are listed, be one of them by SPIFFE
 * ID. Who is neither is refused within the handshake, before anything was sent: a failed connection.
 */
public final class Tls {
    private static final Tls OFF = new Tls(Mode.OFF, List.of(), null, null, null);
    private static final Tls SERVER = new Tls(Mode.SERVER, List.of(), null, null, null);
    private static final Tls MUTUAL = new Tls(Mode.MUTUAL, List.of(), null, null, null);

    /** Who shows a certificate. */
    public enum Mode {
        /** Nobody: plain HTTP. */
        OFF,
        /** The service. */
        SERVER,
        /** The service, and we with our identity. */
        MUTUAL
    }

    /** Whose authorities are believed. */
    public enum Trust {
        /** Those of our identity. */
        MESH,
        /** Those of the machine. */
        SYSTEM,
        /** Those in {@link #trustFile()}. */
        FILE
    }

    private final Mode mode;
    private final List<String> peers;
    private final @Nullable Trust trust;
    private final @Nullable Path trustFile;
    private final @Nullable String serverName;

    private Tls(
            Mode mode,
            List<String> peers,
            @Nullable Trust trust,
            @Nullable Path trustFile,
            @Nullable String serverName) {
        this.mode = mode;
        this.peers = peers;
        this.trust = trust;
        this.trustFile = trustFile;
        this.serverName = serverName;
    }

    /** Plain HTTP. */
    public static Tls off() {
        return OFF;
    }

    /** The service shows a certificate. By default the machine's authorities are believed. */
    public static Tls server() {
        return SERVER;
    }

    /** Both show certificates. By default the authorities of our identity are believed. */
    public static Tls mutual() {
        return MUTUAL;
    }

    /**
     * The service's certificate must bear one of these SPIFFE IDs; {@code spiffe://shop/ns/prod/sa/*} stands for all that
     * begin so. Default: none, and the certificate must name {@link #serverName()}.
     *
     * @throws IllegalArgumentException if one is not well-formed, or accepts everyone of an authority
     */
    public Tls peers(String... peers) {
        for (String peer : peers) {
            PeerPattern.parse(peer);
        }
        return new Tls(mode, List.of(peers), trust, trustFile, serverName);
    }

    /** Whose authorities are believed: {@link Trust#MESH} or {@link Trust#SYSTEM}. */
    public Tls trust(Trust trust) {
        if (trust == Trust.FILE) {
            throw new IllegalArgumentException("Trust in a file needs the file: call trust(Path).");
        }
        return new Tls(mode, peers, trust, null, serverName);
    }

    /** The authorities in this PEM file are believed, and no others. It is watched as the identity's files are. */
    public Tls trust(Path file) {
        return new Tls(mode, peers, Trust.FILE, file, serverName);
    }

    /**
     * The name asked for (SNI), and looked for where there are no {@link #peers(String...)}: a DNS name or an IP literal.
     * Default: the service's name.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public Tls serverName(String serverName) {
        return new Tls(mode, peers, trust, trustFile, ServerName.require(serverName));
    }

    /** Who shows a certificate. */
    public Mode mode() {
        return mode;
    }

    /** Whether anybody shows a certificate. */
    public boolean on() {
        return mode != Mode.OFF;
    }

    /** The names of which the service's certificate must bear one; empty where its server name counts. */
    public List<String> peers() {
        return peers;
    }

    /** Whose authorities are believed: what was asked for, else the identity's for mutual TLS and the machine's else. */
    public Trust trust() {
        return trust != null ? trust : mode == Mode.MUTUAL ? Trust.MESH : Trust.SYSTEM;
    }

    /** The PEM file of authorities, or null unless {@link #trust()} is {@link Trust#FILE}. */
    public @Nullable Path trustFile() {
        return trustFile;
    }

    /** The name asked for, or null where the service's name is. */
    public @Nullable String serverName() {
        return serverName;
    }

    /** Whether an {@link Identity} is needed: for our certificate, or for the authorities that it trusts. */
    public boolean needsIdentity() {
        return mode == Mode.MUTUAL || mode == Mode.SERVER && trust() == Trust.MESH;
    }

    /** What contradicts itself, in a sentence; null where nothing does. */
    public @Nullable String contradiction() {
        if (mode == Mode.OFF && (trust != null || serverName != null || !peers.isEmpty())) {
            return "TLS is off, so peers, trust and serverName mean nothing. Set the mode to server or mutual, or leave them"
                    + " out.";
        }
        if (mode == Mode.SERVER && !peers.isEmpty()) {
            return "Peers are verified by mutual TLS only. Set the mode to mutual, or leave peers out.";
        }
        return null;
    }

    /** Reads {@code tls: { mode, peers, trust, serverName }}. The mode is mutual by default where there are peers. */
    public static Tls from(Settings settings) {
        String mode =
                settings.word("mode", settings.has("peers") ? "mutual" : "server", Set.of("off", "server", "mutual"));
        List<String> peers = settings.texts("peers");
        String serverName = settings.text("serverName");
        for (String peer : peers) {
            report(settings, "peers", PeerPattern.fault(peer));
        }
        if (serverName != null) {
            report(settings, "serverName", ServerName.fault(serverName));
        }
        Trust trust = trust(settings.text("trust"));
        Path file = trust == Trust.FILE ? settings.file("trust") : null;
        Tls tls = new Tls(
                Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
                List.copyOf(peers),
                file == null && trust == Trust.FILE ? null : trust,
                file,
                serverName == null || ServerName.fault(serverName) != null
                        ? serverName
                        : ServerName.require(serverName));
        String contradiction = tls.contradiction();
        if (contradiction != null) {
            settings.fault("mode", contradiction);
        }
        return tls;
    }

    private static void report(Settings settings, String key, @Nullable String fault) {
        if (fault != null) {
            settings.fault(key, fault);
        }
    }

    private static @Nullable Trust trust(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.equals("mesh") ? Trust.MESH : text.equals("system") ? Trust.SYSTEM : Trust.FILE;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tls that
                && mode == that.mode
                && peers.equals(that.peers)
                && trust == that.trust
                && Objects.equals(trustFile, that.trustFile)
                && Objects.equals(serverName, that.serverName);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, peers, trust, trustFile, serverName);
    }

    @Override
    public String toString() {
        return mode.name().toLowerCase(Locale.ROOT) + (peers.isEmpty() ? "" : " with peers " + peers);
    }
}
