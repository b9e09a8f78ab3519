package io.hauberk.consul;

import io.hauberk.registry.Access;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked, and whom. Not changed once it is in a {@link Consul}. */
final class Query {
    final String service;
    List<String> urls = List.of("http://127.0.0.1:8500");

    Access access = Access.standard();

    @Nullable String token;

    @Nullable String datacenter;

    @Nullable String namespace;

    @Nullable String near;

    List<String> tags = List.of();
    boolean warning;
    String zoneKey = "zone";

    Query(String service) {
        this.service = service;
    }

    Query(Query other) {
        service = other.service;
        urls = other.urls;
        access = other.access;
        token = other.token;
        datacenter = other.datacenter;
        namespace = other.namespace;
        near = other.near;
        tags = other.tags;
        warning = other.warning;
        zoneKey = other.zoneKey;
    }

    private List<@Nullable Object> values() {
        return Arrays.asList(service, urls, access, token, datacenter, namespace, near, tags, warning, zoneKey);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Query that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /** Path and query, without what makes it wait. */
    String target() {
        StringBuilder target = new StringBuilder("/v1/health/service/")
                .append(encoded(service))
                .append(warning ? "?" : "?passing=true&");
        append(target, "dc", datacenter);
        append(target, "ns", namespace);
        append(target, "near", near);
        tags.forEach(tag -> append(target, "tag", tag));
        return target.toString();
    }

    private static void append(StringBuilder target, String name, @Nullable String value) {
        if (value != null) {
            target.append(name).append('=').append(encoded(value)).append('&');
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "consul " + service + (tags.isEmpty() ? "" : " " + tags);
    }
}
