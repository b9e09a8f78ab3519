package io.hauberk.oauth;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Ticker;
import io.hauberk.fetch.Document;
import io.hauberk.fetch.Fetch;
import io.hauberk.json.Json;
import io.hauberk.json.Plain;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an authorization server says of itself: OpenID Connect Discovery 1.0 §4, and RFC 8414 §3 where there is none of that.
 * Immutable.
 *
 * @param location where it stood
 */
public record ServerMetadata(String location, Map<String, Object> members) {
    private static final int MAX_BYTES = 256 * 1024;

    /**
     * Reads the metadata of an issuer. Blocks, at most until the deadline.
     *
     * @throws IOException if there are none, or they speak of another issuer; the message says where, and why
     */
    public static ServerMetadata read(String issuer, Handler fetch, Ticker ticker, Deadline deadline)
            throws IOException {
        Exchange exchange = Exchange.begin(ticker);
        exchange.shrink(deadline);
        StringBuilder answers = new StringBuilder();
        for (String location : locations(issuer)) {
            Document document = get(location, fetch, exchange);
            if (document.status() == 200) {
                return checked(issuer, location, Json.object(document.text()));
            }
            answers.append(answers.length() == 0 ? "" : ", ")
                    .append(location)
                    .append(" answered ")
                    .append(document.status());
        }
        throw new IOException("The issuer " + issuer + " tells nothing of itself: " + answers
                + ". Give its keys, or the endpoint that is meant, as a URL.");
    }

    private static Document get(String location, Handler fetch, Exchange exchange) throws IOException {
        try {
            return Document.of(fetch, Fetch.get(location, exchange).with("Accept", "application/json"), MAX_BYTES);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ServerMetadata checked(String issuer, String location, @Nullable Map<String, Object> members)
            throws IOException {
        if (members == null) {
            throw new IOException(location + " holds no JSON object.");
        }
        if (!issuer.equals(members.get("issuer"))) {
            throw new IOException(location + " speaks of the issuer \"" + Plain.text(members.get("issuer"))
                    + "\", not of \"" + issuer + "\". The two must be the same text.");
        }
        return new ServerMetadata(location, members);
    }

    /** OpenID appends to the path, RFC 8414 §3.1 puts its name between host and path. */
    private static List<String> locations(String issuer) throws IOException {
        URI uri;
        try {
            uri = Fetch.requireUrl(issuer);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        String bare = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        String path = uri.getRawPath() == null || uri.getRawPath().equals("/") ? "" : uri.getRawPath();
        return List.of(
                bare + "/.well-known/openid-configuration",
                uri.getScheme() + "://" + uri.getRawAuthority() + "/.well-known/oauth-authorization-server"
                        + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path));
    }

    /** The URL under a name; null where there is none. */
    public @Nullable String url(String name) {
        return members.get(name) instanceof String url && !url.isEmpty() ? url : null;
    }

    /**
     * The URL under a name.
     *
     * @throws IOException if there is none, or one that may not be fetched
     */
    public String require(String name) throws IOException {
        String url = url(name);
        if (url == null) {
            throw new IOException(location + " names no " + name + ". Give it as a URL.");
        }
        try {
            Fetch.requireUrl(url);
            return url;
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    location + " names a " + name + " that may not be used: " + Plain.text(e.getMessage()), e);
        }
    }
}
