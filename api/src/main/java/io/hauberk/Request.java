package io.hauberk;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request, inbound or outbound. An immutable value: each change makes a new one. Only its {@linkplain #body() body}
 * is a view of a connection, valid until the exchange ends; everything else stays valid for ever, in any thread.
 *
 * <p>Path and query are raw text, as they stand in the request line. Inbound, the path is the canonical one: request
 * hardening has refused what is ambiguous once decoded, and matching, authorization and forwarding see the same text.
 */
public final class Request {
    private final Exchange exchange;
    private final Asked asked;
    private final Headers headers;
    private final Body body;
    private final @Nullable Mapping mappings;

    private Request(Exchange exchange, Asked asked, Headers headers, Body body, @Nullable Mapping mappings) {
        this.exchange = exchange;
        this.asked = asked;
        this.headers = headers;
        this.body = body;
        this.mappings = mappings;
    }

    /**
     * A request of an exchange, as an adapter makes it.
     *
     * @param method the method, as sent: methods have case
     * @param scheme {@code http} or {@code https}, in lower case
     * @param authority host and, where it is not the scheme's, port
     * @param path the raw path, beginning with a slash
     * @param query the raw query without its question mark, or null where there is none
     */
    public static Request of(
            Exchange exchange,
            String method,
            String scheme,
            String authority,
            String path,
            @Nullable String query,
            Headers headers,
            Body body) {
        return new Request(exchange, new Asked(method, scheme, authority, path, query, 0), headers, body, null);
    }

    /** A request without body, in an exchange of its own; {@code target} is a raw path with or without query. */
    public static Request of(String method, String target) {
        int mark = target.indexOf('?');
        return of(
                Exchange.begin(Ticker.system()),
                method,
                "http",
                "localhost",
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                Headers.empty(),
                Body.empty());
    }

    /** A GET request in an exchange of its own. */
    public static Request get(String target) {
        return of("GET", target);
    }

    /** The exchange that this request belongs to. */
    public Exchange exchange() {
        return exchange;
    }

    /** The method, as sent. */
    public String method() {
        return asked.method;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return asked.scheme;
    }

    /** Host and, where it is not the scheme's, port. */
    public String authority() {
        return asked.authority;
    }

    /** The authority without its port, in lower case; IPv6 addresses keep their brackets. */
    public String host() {
        String authority = asked.authority;
        int colon = authority.lastIndexOf(':');
        boolean port = colon > 0 && colon > authority.indexOf(']');
        return (port ? authority.substring(0, colon) : authority).toLowerCase(java.util.Locale.ROOT);
    }

    /** The raw path, beginning with a slash (or {@code *} for OPTIONS). */
    public String path() {
        return asked.path;
    }

    /** The raw query without its question mark; null where there is none, which is not the same as an empty one. */
    public @Nullable String query() {
        return asked.query;
    }

    /** Path and query as they stand in the request line. */
    public String target() {
        return asked.query == null ? asked.path : asked.path + '?' + asked.query;
    }

    /** The header fields. */
    public Headers headers() {
        return headers;
    }

    /** The first value of a header field, or null. */
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /** The content. */
    public Body body() {
        return body;
    }

    /** This request in another exchange. */
    public Request in(Exchange exchange) {
        return new Request(exchange, asked, headers, body, mappings);
    }

    /** This request with another method. */
    public Request withMethod(String method) {
        return asking(new Asked(method, asked.scheme, asked.authority, asked.path, asked.query, asked.captured));
    }

    /** This request to another authority; the Host field is not touched. */
    public Request withAuthority(String scheme, String authority) {
        return asking(new Asked(asked.method, scheme, authority, asked.path, asked.query, asked.captured));
    }

    /** This request with another raw path. */
    public Request withPath(String path) {
        return asking(new Asked(asked.method, asked.scheme, asked.authority, path, asked.query, asked.captured));
    }

    /** This request with another raw query, or none. */
    public Request withQuery(@Nullable String query) {
        return asking(new Asked(asked.method, asked.scheme, asked.authority, asked.path, query, asked.captured));
    }

    /** This request with other headers. */
    public Request withHeaders(Headers headers) {
        return new Request(exchange, asked, headers, body, mappings);
    }

    /** This request with a field set to one value. */
    public Request with(String name, String value) {
        return withHeaders(headers.with(name, value));
    }

    /** This request without a field. */
    public Request without(String name) {
        return headers.contains(name) ? withHeaders(headers.without(name)) : this;
    }

    /** This request with another body. Length and type fields are the caller's to keep true. */
    public Request withBody(Body body) {
        return new Request(exchange, asked, headers, body, mappings);
    }

    /**
     * Asks the application behind us to let its answer be read: up to {@code maxBytes} of it are kept back and come as
     * a body; an answer that outgrows them leaves at once and comes back as {@link Response#sent()}. What we call over
     * the network can always be read, whatever is asked here. Of several wishes the largest counts.
     */
    public Request capturing(long maxBytes) {
        return maxBytes <= asked.captured
                ? this
                : asking(new Asked(asked.method, asked.scheme, asked.authority, asked.path, asked.query, maxBytes));
    }

    /** How many bytes of the application's answer are to be kept back; 0 where nobody asked. */
    public long captured() {
        return asked.captured;
    }

    private Request asking(Asked other) {
        return new Request(exchange, other, headers, body, mappings);
    }

    /** For {@link Handler#handle(Request, UnaryOperator)}: this request, carrying one more wish inwards. */
    Request mappingHead(UnaryOperator<Head> mapping) {
        return new Request(exchange, asked, headers, body, new Mapping(mapping, mappings));
    }

    /**
     * The head after all the mappings that the filters outside asked for, innermost first. For adapters whose
     * application writes its output itself: they call it once, at commit, and then return a response that is
     * {@linkplain Response#sent() sent}.
     */
    public Head mapped(Head head) {
        for (Mapping mapping = mappings; mapping != null; mapping = mapping.outer()) {
            head = mapping.own().apply(head);
        }
        return head;
    }

    /** Method and path; no query and no headers, which may hold secrets. */
    @Override
    public String toString() {
        return asked.method + ' ' + asked.path;
    }

    /**
     * What is asked for, and of its answer to be kept back. Most filters change fields only, so that requests made from one
     * another share it.
     */
    private record Asked(
            String method,
            String scheme,
            String authority,
            String path,
            @Nullable String query,
            long captured) {}

    private record Mapping(
            UnaryOperator<Head> own, @Nullable Mapping outer) {}
}
