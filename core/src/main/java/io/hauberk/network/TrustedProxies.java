package io.hauberk.network;

import io.hauberk.Headers;
import java.util.Collection;
import java.util.List;

/**
 * The proxies whose word is taken for who called them, as networks. Default: nobody. Immutable.
 *
 * <p>The client is found by walking {@code X-Forwarded-For} and {@code Forwarded} (RFC 7239) from the right, where our
 * own proxies write, to the first address that is not trusted; what stands further left was written by that one and
 * says nothing. An element that is no address ends the walk at the last good one. Where both families are there and
 * disagree, neither is believed.
 */
public final class TrustedProxies {
    private static final TrustedProxies NOBODY = new TrustedProxies(Cidrs.of(List.of()));

    private final Cidrs networks;

    private TrustedProxies(Cidrs networks) {
        this.networks = networks;
    }

    /** No proxy is trusted: whoever connects is the client. */
    public static TrustedProxies nobody() {
        return NOBODY;
    }

    /**
     * Trusts the networks, in CIDR form, and single addresses.
     *
     * @throws IllegalArgumentException if a text is neither; names are not looked up
     */
    public static TrustedProxies of(String... networks) {
        return of(List.of(networks));
    }

    /** The same from a collection. */
    public static TrustedProxies of(Collection<String> networks) {
        return networks.isEmpty() ? NOBODY : new TrustedProxies(Cidrs.of(networks));
    }

    /** Whether nobody is trusted. */
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether the address is a trusted proxy's. */
    public boolean trusts(IpAddress address) {
        return networks.contains(address);
    }

    /** What the header fields of a request that came from a trusted peer say about its client. */
    Client client(Headers headers) {
        Client one = XForwarded.read(headers, this);
        Client two = Forwarded.read(headers, this);
        if (one.agreesWith(two)) {
            return one.or(two);
        }
        return Client.DISPUTED;
    }

    @Override
    public String toString() {
        return networks.isEmpty() ? "nobody" : networks.toString();
    }
}
