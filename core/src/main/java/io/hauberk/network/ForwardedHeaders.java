package io.hauberk.network;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service behind us who is in front of us, and keeps fields for one connection from crossing to the other.
 * Stands directly before a service that a request is forwarded to. Immutable; never blocks.
 *
 * <p>Of the request: {@code X-Forwarded-For} gets the address of who connected to us; {@code X-Forwarded-Proto} and
 * {@code -Host} say what the client used; {@code Forwarded} (RFC 7239) gets an element where the request has that
 * field; {@code Via} gets our pseudonym; {@code x-request-id} is set. Of the response: hop-by-hop fields go, {@code Via}
 * gets our pseudonym. A path that came with characters which may not stand in one as they are, and so could not be sent
 * on as it came, is refused with 400. An OPTIONS request with {@code Max-Forwards: 0} is answered here; a greater number is lowered
 * (RFC 9110 §7.6.2).
 */
public final class ForwardedHeaders implements Filter {
    private static final int MOST_ADDED = 6;
    private static final Rejection UNSENDABLE = Rejection.of("forward", 400, "unsendable")
            .by("target")
            .because("The target of this request holds characters that cannot be sent on as they are.");

    private final String via;

    private ForwardedHeaders(String pseudonym) {
        this.via = "1.1 " + pseudonym;
    }

    /**
     * Forwarding under a pseudonym: a token, the same for all instances of this gateway and for nobody else, since it
     * is what loops are found by ({@link Hardening#loopsOf}).
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static ForwardedHeaders as(String pseudonym) {
        if (!HeaderCheck.isToken(pseudonym)) {
            throw new IllegalArgumentException(
                    "\"" + pseudonym + "\" cannot stand in Via: use letters, digits and hyphens.");
        }
        return new ForwardedHeaders(pseudonym);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        String forwards = request.method().equals("OPTIONS") ? request.header("Max-Forwards") : null;
        if ("0".equals(forwards)) {
            return Response.of(200).withHeaders(Headers.of("Content-Length", "0"));
        }
        Arrival arrival = request.exchange().get(Arrival.KEY);
        if (arrival != null && CanonicalPath.encodes(arrival.received().path())) {
            request.exchange().record(UNSENDABLE.decision(Outcome.REFUSED));
            return Response.refused(UNSENDABLE);
        }
        return next.handle(request.withHeaders(request(request, arrival, forwards)), this::response);
    }

    private Headers request(Request request, @Nullable Arrival arrival, @Nullable String forwards) {
        Exchange exchange = request.exchange();
        String peer = arrival == null ? exchange.caller().address() : arrival.peer();
        String scheme = arrival == null ? request.scheme() : arrival.scheme();
        String authority = arrival == null ? request.authority() : arrival.authority();
        Headers headers = request.headers();
        Headers kept = HopByHop.stripped(headers);
        Headers.Edit edit = Headers.Edit.withRoomFor(kept.size() + MOST_ADDED).addAll(kept);
        edit.remove("Trailer");
        if (peer != null) {
            edit.set("X-Forwarded-For", appended(headers, "X-Forwarded-For", peer));
        }
        edit.set("X-Forwarded-Proto", scheme);
        if (!authority.isEmpty()) {
            edit.set("X-Forwarded-Host", authority);
        }
        if (headers.contains("Forwarded")) {
            edit.set("Forwarded", appended(headers, "Forwarded", Forwarded.element(peer, scheme, authority)));
        }
        edit.set("Via", appended(headers, "Via", via));
        if (arrival != null) {
            edit.set("x-request-id", arrival.requestId());
        }
        if (forwards != null) {
            lower(edit, forwards);
        }
        return edit.build();
    }

    private static void lower(Headers.Edit edit, String forwards) {
        if (forwards.matches("[0-9]{1,9}")) {
            edit.set("Max-Forwards", Integer.toString(Integer.parseInt(forwards) - 1));
        }
    }

    /** All lines of the field in one, and one more element. */
    private static String appended(Headers headers, String name, String element) {
        String first = headers.first(name);
        if (first == null) {
            return element;
        }
        return String.join(", ", headers.all(name)) + ", " + element;
    }

    private Head response(Head head) {
        Headers stripped = HopByHop.stripped(head.headers());
        return head.withHeaders(stripped.with("Via", appended(stripped, "Via", via)));
    }

    @Override
    public String toString() {
        return "forwarded headers (via " + via.substring(4) + ")";
    }
}
