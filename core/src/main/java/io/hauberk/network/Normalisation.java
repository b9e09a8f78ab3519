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
        IpAddress peerAddress = proxies.isEmpty() || peer == null ? null : peerAddress(peer);
        boolean trusted = peerAddress != null && proxies.trusts(peerAddress);
        Client client = trusted ? proxies.client(received.headers()) : Client.UNTOLD;
        if (client.address() != null) {
            exchange.attach(caller.withAddress(client.address().toString()));
        }
        Request request = authority(received, client);
        String id = trusted ? trustedId(received.headers()) : null;
        boolean known = id != null;
        id = known ? id : ids.get();
        exchange.put(Arrival.KEY, new Arrival(received, peer, trusted, request.scheme(), request.authority(), id));
        Pass pass = new Pass(received, trusted && client != Client.DISPUTED, trusted, caller.peer() != null);
        Headers headers = pass.headers(known ? null : id);
        return headers == received.headers() ? request : request.withHeaders(headers);
    }

    /** Containers write IPv6 with brackets or a zone at times. */
    private static @Nullable IpAddress peerAddress(String peer) {
        int zone = peer.indexOf('%');
        String text = zone < 0 ? peer : peer.substring(0, zone);
        return IpAddress.parse(
                text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text);
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
        private final boolean webSocket;
        /** TE stays as far as it says {@code trailers}. */
        private boolean rewritesTe;

        Pass(Request request, boolean forwardingBelieved, boolean trusted, boolean knownPeer) {
            this.headers = request.headers();
            this.options = ConnectionOptions.of(headers);
            this.forwardingBelieved = forwardingBelieved;
            this.trusted = trusted;
            this.knownPeer = knownPeer;
            this.webSocket = options.name("upgrade")
                    && request.method().equals("GET")
                    && "websocket".equalsIgnoreCase(headers.first("Upgrade"));
        }

        /** What stays, and a request id of ours if there is one to add. */
        Headers headers(@Nullable String newId) {
            int kept = 0;
            for (int i = 0; i < headers.size(); i++) {
                kept += keeps(headers.name(i), headers.value(i), newId != null) ? 1 : 0;
            }
            if (kept == headers.size() && newId == null && !webSocket && !rewritesTe) {
                return headers;
            }
            Headers.Edit edit = Headers.Edit.withRoomFor(kept + 1 + (webSocket ? 2 : 0));
            for (int i = 0; i < headers.size(); i++) {
                if (keeps(headers.name(i), headers.value(i), newId != null)) {
                    boolean te = headers.name(i).equalsIgnoreCase("TE");
                    edit.addUnchecked(headers.name(i), te ? "trailers" : headers.value(i));
                }
            }
            if (webSocket) {
                edit.addUnchecked("Connection", "Upgrade").addUnchecked("Upgrade", "websocket");
            }
            return newId == null ? edit.build() : edit.add(REQUEST_ID, newId).build();
        }

        private boolean keepsTe(String value) {
            boolean trailers = Tokens.contains(value, "trailers");
            rewritesTe |= trailers && !value.equals("trailers");
            return trailers;
        }

        private boolean keeps(String name, String value, boolean ownId) {
            if (HopByHop.strips(name, options)) {
                return name.equalsIgnoreCase("TE") && keepsTe(value);
            }
            if (identity.contains(name)) {
                return false;
            }
            if (!SAID_BY_PROXIES.contains(name)) {
                return true;
            }
            if (name.equalsIgnoreCase(REQUEST_ID)) {
                return !ownId;
            }
            if (FORWARDING.contains(name)) {
                return forwardingBelieved;
            }
            return trusted || name.equalsIgnoreCase(DEADLINE) || knownPeer && name.equalsIgnoreCase(ATTEMPTS);
        }
    }

    @Override
    public String toString() {
        return "normalisation behind " + proxies;
    }
}
