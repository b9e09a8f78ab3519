package io.hauberk.identity;

/**
 * How a server speaks TLS: whether clients show certificates, and whether it also takes plain text. The other side of
 * {@link Tls}. Immutable.
 *
 * @param clients whether clients show a certificate
 * @param mode whether plain text is taken on the same port
 */
public record ServerTls(Clients clients, Mode mode) {
    /** Whether clients show a certificate. */
    public enum Clients {
        /** They are not asked. */
        NONE,
        /** They are asked; who has none is let in without. */
        OPTIONAL,
        /** They must. */
        REQUIRED
    }

    /** Whether plain text is taken on the same port. */
    public enum Mode {
        /** TLS only. */
        STRICT,
        /**
         * TLS and plain text on one port, told apart by the first byte: for the time in which callers move to TLS one after
         * the other. A caller in plain text has no peer, so authorization by peers refuses it.
         */
        PERMISSIVE
    }

    /** Clients show no certificate; TLS only. */
    public static ServerTls server() {
        return new ServerTls(Clients.NONE, Mode.STRICT);
    }

    /** Clients must show a certificate of our authorities, or of a federated trust domain; TLS only. */
    public static ServerTls mutual() {
        return new ServerTls(Clients.REQUIRED, Mode.STRICT);
    }

    /** This, with other demands on clients. */
    public ServerTls clients(Clients clients) {
        return new ServerTls(clients, mode);
    }

    /** This, and plain text on the same port. */
    public ServerTls permissive() {
        return new ServerTls(clients, Mode.PERMISSIVE);
    }
}
