package io.hauberk;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls us, as far as is known. Immutable. Network facts (the address, the peer of mutual TLS) are there from the
 * start; authentication adds the rest.
 */
public final class Caller {
    private static final Caller UNKNOWN =
            new Caller(null, null, null, null, null, null, Set.of(), Set.of(), Set.of(), Map.of());

    private final @Nullable String principal;
    private final @Nullable String issuer;
    private final @Nullable String consumer;
    private final @Nullable String peer;
    private final @Nullable X509Certificate certificate;
    private final @Nullable String address;
    private final Set<String> groups;
    private final Set<String> scopes;
    private final Set<String> roles;
    private final Map<String, Object> claims;

    private Caller(
            @Nullable String principal,
            @Nullable String issuer,
            @Nullable String consumer,
            @Nullable String peer,
            @Nullable X509Certificate certificate,
            @Nullable String address,
            Set<String> groups,
            Set<String> scopes,
            Set<String> roles,
            Map<String, Object> claims) {
        this.principal = principal;
        this.issuer = issuer;
        this.consumer = consumer;
        this.peer = peer;
        this.certificate = certificate;
        this.address = address;
        this.groups = groups;
        this.scopes = scopes;
        this.roles = roles;
        this.claims = claims;
    }

    /** Nobody that we know. */
    public static Caller unknown() {
        return UNKNOWN;
    }

    /** Whether authentication found out who it is. */
    public boolean authenticated() {
        return principal != null || consumer != null;
    }

    /** The authenticated principal, such as the subject of a token; null before authentication. */
    public @Nullable String principal() {
        return principal;
    }

    /** Who vouches for the principal; null where nobody does. */
    public @Nullable String issuer() {
        return issuer;
    }

    /** The registered consumer, or null. */
    public @Nullable String consumer() {
        return consumer;
    }

    /** The SPIFFE ID or the subject of the peer's certificate, verified by mutual TLS; null without it. */
    public @Nullable String peer() {
        return peer;
    }

    /**
     * The certificate at the other end of the connection, verified by mutual TLS; null without it. Behind a proxy that ends
     * TLS it is the proxy's.
     */
    public @Nullable X509Certificate certificate() {
        return certificate;
    }

    /** The client's IP address as text, after trusted proxies; null outside a network. */
    public @Nullable String address() {
        return address;
    }

    /** The groups it belongs to: those of the consumer, and those that its token names. */
    public Set<String> groups() {
        return groups;
    }

    /** The scopes granted. */
    public Set<String> scopes() {
        return scopes;
    }

    /** The roles held. */
    public Set<String> roles() {
        return roles;
    }

    /** The claims of the token, as JSON types: text, number, boolean, list, map. */
    public Map<String, Object> claims() {
        return claims;
    }

    /**
     * One claim, or null. {@code a.b} is the claim of that whole name where there is one, else {@code b} in the claim
     * {@code a}; deeper likewise.
     */
    public @Nullable Object claim(String path) {
        return claim(claims, path);
    }

    private static @Nullable Object claim(Map<?, ?> claims, String path) {
        Object whole = claims.get(path);
        if (whole != null) {
            return whole;
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
                Object value = claim(inner, path.substring(dot + 1));
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    /** This caller with a principal and who vouches for it. */
    public Caller withPrincipal(String principal, @Nullable String issuer) {
        return new Caller(principal, issuer, consumer, peer, certificate, address, groups, scopes, roles, claims);
    }

    /** This caller as a registered consumer with its groups. */
    public Caller withConsumer(String consumer, Set<String> groups) {
        return new Caller(
                principal, issuer, consumer, peer, certificate, address, Set.copyOf(groups), scopes, roles, claims);
    }

    /** This caller with the verified peer of its connection. */
    public Caller withPeer(@Nullable String peer) {
        return new Caller(principal, issuer, consumer, peer, certificate, address, groups, scopes, roles, claims);
    }

    /** This caller with the verified certificate of its connection. */
    public Caller withCertificate(@Nullable X509Certificate certificate) {
        return new Caller(principal, issuer, consumer, peer, certificate, address, groups, scopes, roles, claims);
    }

    /** This caller at an address. */
    public Caller withAddress(@Nullable String address) {
        return new Caller(principal, issuer, consumer, peer, certificate, address, groups, scopes, roles, claims);
    }

    /** This caller at the address and with the peer of another: what a token says, joined with what the network says. */
    public Caller withNetworkOf(Caller other) {
        return new Caller(
                principal,
                issuer,
                consumer,
                other.peer,
                other.certificate,
                other.address,
                groups,
                scopes,
                roles,
                claims);
    }

    /** This caller as a member of these groups. */
    public Caller withGroups(Set<String> groups) {
        return new Caller(
                principal, issuer, consumer, peer, certificate, address, Set.copyOf(groups), scopes, roles, claims);
    }

    /** This caller with what it may do. */
    public Caller withGrants(Set<String> scopes, Set<String> roles) {
        return new Caller(
                principal,
                issuer,
                consumer,
                peer,
                certificate,
                address,
                groups,
                Set.copyOf(scopes),
                Set.copyOf(roles),
                claims);
    }

    /** This caller with claims; the map is not copied, so it must not change. */
    public Caller withClaims(Map<String, Object> claims) {
        return new Caller(principal, issuer, consumer, peer, certificate, address, groups, scopes, roles, claims);
    }

    @Override
    public String toString() {
        String who = consumer != null ? consumer : principal != null ? principal : peer;
        return (who == null ? "unknown" : who) + (address == null ? "" : " at " + address);
    }
}
