package io.hauberk.network;

import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Key;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that two readers could understand in two ways, and makes the path of the others canonical. No mode
 * switches it off. Immutable and thread-safe; never blocks. Stands behind {@link Normalisation} and before routing.
 *
 * <p>Refused: TRACE and CONNECT (405), unknown methods (501), heads beyond their {@link HeadLimits} (414,
 * 431), requests that have come through here before (508), and with 400: fields that are no fields,
 * framing that is not clear (RFC 9112 §6), several or malformed {@code Host} fields, {@code Connection} options that
 * name what is end-to-end (RFC 9110 §7.6.1), and paths with a {@link PathFlaw}. An encoded slash passes with a mark;
 * who routes asks {@link #encodedSlash} and refuses where the route does not keep it.
 */
public final class Hardening implements Filter {
    /** What is left to say where a path has an encoded slash and its route does not want one. */
    public static final Rejection ENCODED_SLASH = refusal(400, "ambiguous-path", "encoded-slash")
            .because("The path has an encoded slash (%2F), which is not allowed here.");

    private static final Key<Boolean> HAS_ENCODED_SLASH = Key.named("encoded slash");
    private static final Rejection METHOD_NOT_ALLOWED = refusal(405, "method-not-allowed", "trace-or-connect")
            .with("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    private static final Rejection UNKNOWN_METHOD = refusal(501, "unknown-method", "method");
    private static final Rejection TARGET_TOO_LONG = refusal(414, "target-too-long", "target");
    private static final Rejection TOO_MANY_HEADERS = refusal(431, "headers-too-large", "header-count");
    private static final Rejection HEADER_TOO_LARGE = refusal(431, "headers-too-large", "header-size");
    private static final Rejection HEADERS_TOO_LARGE = refusal(431, "headers-too-large", "headers-size");
    private static final Rejection LOOP =
            refusal(508, "loop", "via").because("The request has come through this gateway before.");

    /** The registered methods but TRACE, CONNECT and PRI; case counts. */
    private static final Set<String> METHODS = Set.of(
            ("GET HEAD POST PUT DELETE OPTIONS PATCH QUERY ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK"
                            + " MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE ORDERPATCH PROPFIND"
                            + " PROPPATCH REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF"
                            + " VERSION-CONTROL")
                    .split(" "));

    private final HeadLimits limits;
    private final Set<String> moreMethods;
    private final @Nullable String pseudonym;

    private Hardening(HeadLimits limits, Set<String> moreMethods, @Nullable String pseudonym) {
        this.limits = limits;
        this.moreMethods = moreMethods;
        this.pseudonym = pseudonym;
    }

    /** With the default limits, and without looking for loops. */
    public static Hardening standard() {
        return new Hardening(HeadLimits.standard(), Set.of(), null);
    }

    /** The same with other limits for the head. */
    public Hardening limits(HeadLimits other) {
        return new Hardening(other, moreMethods, pseudonym);
    }

    /** The same, which also lets these methods in: those that routes name, for instance. */
    public Hardening methods(Collection<String> more) {
        return new Hardening(limits, Set.copyOf(more), pseudonym);
    }

    /** The same, which refuses what has this pseudonym in {@code Via}: see {@link ForwardedHeaders#as}. */
    public Hardening loopsOf(String pseudonym) {
        return new Hardening(limits, moreMethods, pseudonym);
    }

    /** Whether the path of the request, which has passed here, holds an encoded slash. */
    public static boolean encodedSlash(Request request) {
        return request.exchange().get(HAS_ENCODED_SLASH) != null;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Arrival arrival = request.exchange().get(Arrival.KEY);
        Request received = arrival == null ? request : arrival.received();
        Rejection rejection = method(request.method());
        rejection = rejection != null ? rejection : target(request);
        rejection = rejection != null ? rejection : fields(received);
        if (rejection != null) {
            return refuse(request, rejection);
        }
        String path = request.path();
        if (CanonicalPath.canonical(path)
                || path.equals("*") && request.method().equals("OPTIONS")) {
            return next.handle(request);
        }
        CanonicalPath canonical = CanonicalPath.of(path);
        PathFlaw flaw = canonical.flaw();
        if (flaw != null) {
            return refuse(request, ambiguous(flaw));
        }
        if (canonical.encodedSlash()) {
            request.exchange().put(HAS_ENCODED_SLASH, true);
        }
        return next.handle(canonical.text().equals(path) ? request : request.withPath(canonical.text()));
    }

    private Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    private @Nullable Rejection method(String method) {
        if (METHODS.contains(method) || moreMethods.contains(method)) {
            return null;
        }
        if (method.equals("TRACE") || method.equals("CONNECT")) {
            return METHOD_NOT_ALLOWED;
        }
        return HeaderCheck.isToken(method) ? UNKNOWN_METHOD : malformed("method");
    }

    private @Nullable Rejection target(Request request) {
        String query = request.query();
        int length = request.path().length() + (query == null ? 0 : query.length() + 1);
        if (length > limits.uri()) {
            return TARGET_TOO_LONG;
        }
        for (int i = 0; query != null && i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 127 || c == '#') {
                return malformed("query");
            }
        }
        return null;
    }

    private @Nullable Rejection fields(Request received) {
        Headers headers = received.headers();
        ReceivedFields fields = new ReceivedFields(headers);
        if (headers.size() > limits.headers()) {
            return TOO_MANY_HEADERS;
        }
        if (fields.longest() > limits.headerSize()) {
            return HEADER_TOO_LARGE;
        }
        if (fields.characters() > limits.headersSize()) {
            return HEADERS_TOO_LARGE;
        }
        String flaw = fields.flaw();
        flaw = flaw != null ? flaw : fields.framingFlaw();
        flaw = flaw != null ? flaw : fields.hostFlaw(received.authority());
        flaw = flaw != null ? flaw : fields.connectionFlaw();
        if (flaw != null) {
            // Whoever sends such a thing may have put another request behind it.
            return malformed(flaw).with("Connection", "close");
        }
        return pseudonym != null && fields.via(pseudonym) ? LOOP : null;
    }

    private static Rejection ambiguous(PathFlaw flaw) {
        return refusal(
                        400,
                        "ambiguous-path",
                        flaw.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .because("The path " + flaw.sentence() + ".");
    }

    private static Rejection malformed(String rule) {
        return refusal(400, "malformed-request", rule);
    }

    private static Rejection refusal(int status, String reason, String rule) {
        return Rejection.of("hardening", status, reason).by(rule);
    }

    /** The limits. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(List.of(
                "target " + limits.uri(),
                "fields " + limits.headers() + "/" + limits.headerSize() + "/" + limits.headersSize()));
        if (pseudonym != null) {
            parts.add("loops of " + pseudonym);
        }
        return "hardening (" + String.join(", ", parts) + ")";
    }
}
