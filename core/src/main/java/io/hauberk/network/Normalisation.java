package io.hauberk.network;

import io.hauberk.Caller;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client behind trusted proxies, and strips from a request what means nothing here or may not come from
 * outside: fields for one connection only, what untrusted peers say about forwarding, and identity headers. Never
 * refuses and never blocks; no mode switches it off. Immutable; stands before everything else that looks at a request.
 *
 * <p>Default: no proxy is trusted, no identity headers. A request without anything to strip and with a trusted {@code
 * x-request-id} keeps its headers as they are. The handshake of a WebSocket keeps {@code Connection} and {@code
 * Upgrade} for the application behind us; nothing forwards them.
 */
public final class Normalisation {
    private static final String REQUEST_ID = "x-request-id";
    private static final String DEADLINE = "x-envoy-expected-rq-timeout-ms";
    private static final String CRITICALITY = "x-criticality";
    private static final String ATTEMPTS = "x-envoy-attempt-count";

    /** What only a trusted proxy may say. */
    private static final HeaderNames SAID_BY_PROXIES = HeaderNames.of(
            "forwarded",
            "x-forwarded-*",
            "x-real-ip",
            "true-client-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-original-url",
            "x-original-host",
            "x-rewrite-url",
            "client-cert",
            "client-cert-chain",
            "x-envoy-*",
            "x-request-start",
            "request-start",
            CRITICALITY,
            REQUEST_ID);

    private static final HeaderNames FORWARDING = HeaderNames.of("forwarded", "x-forwarded-*");

    private final TrustedProxies proxies;
    private final HeaderNames identity;
    private final Supplier<String> ids;

    private Normalisation(TrustedProxies proxies, HeaderNames identity, Supplier<String> ids) {
        this.proxies = proxies;
        this.identity = identity;
        this.ids = ids;
    }

    /** Normalisation behind such proxies. */
    public static Normalisation behind(TrustedProxies proxies) {
        return new Normalisation(proxies, HeaderNames.of(List.of()), Normalisation::randomId);
    }

    /**
     * The same, which also strips identity headers, whoever sends them: names, or beginnings of names with a star at
     * the end. Their variants with underscores go, too.
     */
    public Normalisation stripping(Collection<String> identityHeaders) {
        return new Normalisation(proxies, HeaderNames.of(identityHeaders), ids);
    }

    /** The same with another source of request ids. Default: random UUIDs, good enough to be unique, no secret. */
    public Normalisation requestIds(Supplier<String> ids) {
        return new Normalisation(proxies, identity, ids);
    }

    private static String randomId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        long low = random.nextLong() >>> 2 | 1L << 63;
        return new UUID(high, low).toString();
    }

    /**
     * The request as everything inside is to see it. Notes the client's address and the {@link Arrival} in the
     * exchange.
     *
     * @param received the request as it came; the caller in its exchange has the address of the connection's other end
     */
    public Request apply(Request received) {
        Exchange exchange = received.exchange();
        Caller caller = exchange.caller();
        String peer = caller.address();
        IpAddress peerAddress = proxies.isEmpty() ? null : IpAddress.ofPeer(peer);
        boolean trusted = peerAddress != null && proxies.trusts(peerAddress);
        Client client = trusted ? proxies.client(received.headers()) : Client.UNTOLD;
        if (client.address() != null) {
            exchange.attach(caller.withAddress(client.address().toString()));
        }
        Request request = authority(received, client);
        String told = trusted ? trustedId(received.headers()) : null;
        String id = told == null ? ids.get() : told;
        exchange.identified(id);
        exchange.put(Arrival.KEY, new Arrival(received, peer, trusted, request.scheme(), request.authority(), id));
        boolean believed = trusted && client != Client.DISPUTED;
        Pass pass = new Pass(received, believed, trusted, caller.peer() != null, told == null ? id : null);
        Headers headers = pass.headers(pass.webSocket(received.method()));
        return headers == received.headers() ? request : request.withHeaders(headers);
    }

    private static Request authority(Request received, Client client) {
        if (client.scheme() == null && client.authority() == null) {
            return received;
        }
        return received.withAuthority(
                client.scheme() == null ? received.scheme() : client.scheme(),
                client.authority() == null ? received.authority() : client.authority());
    }

    /** The one id that came along, if it is harmless in a log. */
    private static @Nullable String trustedId(Headers headers) {
        String id = headers.first(REQUEST_ID);
        if (id == null
                || id.isEmpty()
                || id.length() > 128
                || headers.all(REQUEST_ID).size() > 1) {
            return null;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 127 || c == '"' || c == '\\') {
                return null;
            }
        }
        return id;
    }

    /** One pass over the header fields of one request. */
    private final class Pass {
        private final Headers headers;
        private final ConnectionOptions options;
        private final boolean forwardingBelieved;
        private final boolean trusted;
        private final boolean knownPeer;
        private final @Nullable String newId;

        Pass(Request request, boolean forwardingBelieved, boolean trusted, boolean knownPeer, @Nullable String newId) {
            this.headers = request.headers();
            this.options = ConnectionOptions.of(headers);
            this.forwardingBelieved = forwardingBelieved;
            this.trusted = trusted;
            this.knownPeer = knownPeer;
            this.newId = newId;
        }

        /** What stays, and a request id of ours if there is one to add; the same instance if that is all. */
        Headers headers(boolean webSocket) {
            Headers.Edit edit = newId == null && !webSocket ? null : Headers.Edit.withRoomFor(headers.size() + 1);
            for (int i = 0; i < headers.size(); i++) {
                String value = headers.value(i);
                String kept = kept(headers.name(i), value);
                if (edit == null && kept != value) {
                    edit = firstOnes(i);
                }
                if (edit != null && kept != null) {
                    edit.addUnchecked(headers.name(i), kept);
                }
            }
            if (edit == null) {
                return headers;
            }
            if (webSocket) {
                edit.addUnchecked("Connection", "Upgrade").addUnchecked("Upgrade", "websocket");
            }
            return newId == null ? edit.build() : edit.add(REQUEST_ID, newId).build();
        }

        private Headers.Edit firstOnes(int count) {
            Headers.Edit edit = Headers.Edit.withRoomFor(headers.size());
            for (int i = 0; i < count; i++) {
                edit.addUnchecked(headers.name(i), headers.value(i));
            }
            return edit;
        }

        /** The value with which a field stays, or null. */
        private @Nullable String kept(String name, String value) {
            if (HopByHop.strips(name, options)) {
                return name.equalsIgnoreCase("TE") ? trailers(value) : null;
            }
            return identity.contains(name) || SAID_BY_PROXIES.contains(name) && !believed(name) ? null : value;
        }

        private @Nullable String trailers(String te) {
            return te.equals("trailers") ? te : Tokens.contains(te, "trailers") ? "trailers" : null;
        }

        private boolean believed(String name) {
            if (name.equalsIgnoreCase(REQUEST_ID)) {
                return newId == null;
            }
            if (FORWARDING.contains(name)) {
                return forwardingBelieved;
            }
            return trusted
                    || name.equalsIgnoreCase(DEADLINE)
                    || knownPeer && (name.equalsIgnoreCase(ATTEMPTS) || name.equalsIgnoreCase(CRITICALITY));
        }

        boolean webSocket(String method) {
            return !options.isEmpty()
                    && options.name("upgrade")
                    && method.equals("GET")
                    && "websocket".equalsIgnoreCase(headers.first("Upgrade"));
        }
    }

    @Override
    public String toString() {
        return "normalisation behind " + proxies;
    }
}
