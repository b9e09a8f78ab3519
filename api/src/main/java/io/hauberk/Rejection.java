package io.hauberk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: who refused, by which rule, why, and when to try again. Immutable. Rendered once, by the outermost
 * adapter, as {@code application/problem+json} (RFC 9457).
 *
 * <p>{@link #filter()} and {@link #rule()} go into logs and decisions only. What the caller gets to read is the status,
 * the {@link #reason()}, the {@link #detail()} and the {@linkplain #members() members}: nothing there may help an
 * attacker.
 */
public final class Rejection {
    private final int status;
    private final String reason;
    private final String filter;
    private final @Nullable String rule;
    private final @Nullable String detail;
    private final @Nullable Duration retryAfter;
    private final String type;
    private final Headers headers;
    private final Map<String, Object> members;

    private Rejection(
            int status,
            String reason,
            String filter,
            @Nullable String rule,
            @Nullable String detail,
            @Nullable Duration retryAfter,
            String type,
            Headers headers,
            Map<String, Object> members) {
        this.status = status;
        this.reason = reason;
        this.filter = filter;
        this.rule = rule;
        this.detail = detail;
        this.retryAfter = retryAfter;
        this.type = type;
        this.headers = headers;
        this.members = members;
    }

    /**
     * A refusal.
     *
     * @param filter the name of the filter that refuses
     * @param status the HTTP status, 400 to 599
     * @param reason a short name for the reason, words joined by hyphens; an open set, used as a metric tag
     */
    public static Rejection of(String filter, int status, String reason) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "A refusal has a status from 400 to 599, but this one is " + status + ".");
        }
        return new Rejection(status, reason, filter, null, null, null, "about:blank", Headers.empty(), Map.of());
    }

    /** This refusal, by a named rule. For logs and decisions, never for the caller. */
    public Rejection by(String rule) {
        return new Rejection(status, reason, filter, rule, detail, retryAfter, type, headers, members);
    }

    /** This refusal with a sentence for the caller. */
    public Rejection because(String detail) {
        return new Rejection(status, reason, filter, rule, detail, retryAfter, type, headers, members);
    }

    /** This refusal with a {@code Retry-After} field, in seconds, rounded up. */
    public Rejection retryAfter(Duration after) {
        long seconds = Math.max(1, (after.toMillis() + 999) / 1000);
        return new Rejection(status, reason, filter, rule, detail, after, type, headers, members)
                .with("Retry-After", Long.toString(seconds));
    }

    /** This refusal with a problem type other than {@code about:blank}; a URI. */
    public Rejection type(String type) {
        return new Rejection(status, reason, filter, rule, detail, retryAfter, type, headers, members);
    }

    /** This refusal with one more header field on its response. */
    public Rejection with(String name, String value) {
        return new Rejection(
                status, reason, filter, rule, detail, retryAfter, type, headers.adding(name, value), members);
    }

    /** This refusal with one more member in its problem document: text, number, boolean, or a list of these. */
    public Rejection member(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Rejection(status, reason, filter, rule, detail, retryAfter, type, headers, Map.copyOf(more));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The short name of the reason. */
    public String reason() {
        return reason;
    }

    /** The name of the filter that refused. */
    public String filter() {
        return filter;
    }

    /** The rule that refused, or null. */
    public @Nullable String rule() {
        return rule;
    }

    /** A sentence for the caller, or null. */
    public @Nullable String detail() {
        return detail;
    }

    /** When to try again, from now on; null where nothing is known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The problem type, a URI. */
    public String type() {
        return type;
    }

    /** Fields for the response, such as {@code WWW-Authenticate}. */
    public Headers headers() {
        return headers;
    }

    /** Further members of the problem document. */
    public Map<String, Object> members() {
        return members;
    }

    /** The entry for the record of the exchange. Where no rule is named, the reason stands for it. */
    public Decision decision(Outcome outcome) {
        return new Decision(filter, outcome, rule == null ? reason : rule, reason);
    }

    @Override
    public String toString() {
        return status + " " + reason + " by " + filter + (rule == null ? "" : " (" + rule + ")");
    }
}
