package io.hauberk.ipaccess;

import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.network.Cidr;
import io.hauberk.network.Cidrs;
import io.hauberk.network.IpAddress;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests pass by the client's address, which behind trusted proxies is the one that they tell. A network under
 * deny refuses; then, where networks are allowed, the address must be in one of them, so an empty list refuses all. An
 * address that is not known is refused.
 *
 * <p>When it says no: 403. The decision names the network, the answer does not.
 *
 * <p>Belongs before authentication. Finding one of 10,000 networks takes some 14 comparisons. Never blocks. Immutable and
 * thread-safe.
 */
public final class IpAccess implements Filter, Explainable {
    private static final String NAME = "ipAccess";
    private static final String REASON = "address-not-allowed";
    private static final Decision ALLOWED = Decision.of(NAME, Outcome.ALLOWED, "allow");
    private static final Decision NOT_DENIED = Decision.of(NAME, Outcome.ALLOWED, "no-deny-network");
    private static final Rejection UNKNOWN = rejection("unknown-address");
    private static final Rejection NOT_ALLOWED = rejection("no-allow-network");

    private final Cidrs deny;
    private final @Nullable Cidrs allow;

    private IpAccess(Cidrs deny, @Nullable Cidrs allow) {
        this.deny = deny;
        this.allow = allow;
    }

    /**
     * Allows these networks and addresses, such as {@code 10.0.0.0/8} and {@code 2001:db8::1}, and nothing else.
     *
     * @throws IllegalArgumentException if a text is neither; the message says why
     */
    public static IpAccess allow(String... networks) {
        return allow(List.of(networks));
    }

    /** The same from a collection. */
    public static IpAccess allow(Collection<String> networks) {
        return new IpAccess(Cidrs.of(), Cidrs.of(networks));
    }

    /**
     * Refuses these networks and addresses, and allows all else.
     *
     * @throws IllegalArgumentException if a text is neither; the message says why
     */
    public static IpAccess deny(String... networks) {
        return deny(List.of(networks));
    }

    /** The same from a collection. */
    public static IpAccess deny(Collection<String> networks) {
        return new IpAccess(Cidrs.of(networks), null);
    }

    /** Reads the YAML form: {@code allow}, {@code deny}. */
    public static IpAccess from(Settings settings) {
        if (!settings.has("allow") && !settings.has("deny")) {
            settings.fault("allow", "An ipAccess filter has networks: allow or deny. An empty allow list refuses all.");
        }
        IpAccess access = deny(networks(settings, "deny"));
        return settings.has("allow") ? access.allowing(networks(settings, "allow")) : access;
    }

    private static List<String> networks(Settings settings, String list) {
        List<String> networks = settings.texts(list);
        for (String network : networks) {
            try {
                Cidr.of(network);
            } catch (IllegalArgumentException e) {
                settings.fault(list, String.valueOf(e.getMessage()));
                return List.of();
            }
        }
        return networks;
    }

    /** This filter, allowing these networks instead of those that it allowed, and nothing else. */
    public IpAccess allowing(Collection<String> networks) {
        return new IpAccess(deny, Cidrs.of(networks));
    }

    /** This filter, refusing these networks instead of those that it refused. */
    public IpAccess denying(Collection<String> networks) {
        return new IpAccess(Cidrs.of(networks), allow);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHORIZATION;
    }

    @Override
    public boolean asksWhoCalls() {
        return false;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Rejection rejection = rejection(IpAddress.ofPeer(exchange.caller().address()));
        if (rejection != null) {
            exchange.record(rejection.decision(Outcome.REFUSED));
            return Response.refused(rejection);
        }
        exchange.record(allow == null ? NOT_DENIED : ALLOWED);
        return next.handle(request);
    }

    @Override
    public List<String> explain(Request request, boolean callerOpen) {
        String told = request.exchange().caller().address();
        IpAddress address = IpAddress.ofPeer(told);
        Rejection rejection = rejection(address);
        if (rejection != null) {
            return List.of(
                    (told == null ? "an unknown address" : told) + " is refused with 403 by " + rejection.rule());
        }
        Cidr in = allow == null || address == null ? null : allow.find(address);
        return List.of(told + " passes: " + (in == null ? "no deny network holds it" : "allow " + in));
    }

    private @Nullable Rejection rejection(@Nullable IpAddress address) {
        if (address == null) {
            return UNKNOWN;
        }
        Cidr denied = deny.find(address);
        if (denied != null) {
            return rejection("deny " + denied);
        }
        return allow == null || allow.contains(address) ? null : NOT_ALLOWED;
    }

    private static Rejection rejection(String rule) {
        return Rejection.of(NAME, 403, REASON).by(rule);
    }

    @Override
    public String toString() {
        return NAME + "(deny " + deny + ", allow " + (allow == null ? "all else" : allow) + ')';
    }
}
