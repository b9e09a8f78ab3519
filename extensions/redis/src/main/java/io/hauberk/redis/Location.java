package io.hauberk.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a URL says: one server, sentinels that know which server is the master, or nodes of a cluster.
 *
 * @param database 0 in a cluster
 * @param master the name by which sentinels know the master; null for the others
 */
record Location(
        Kind kind,
        boolean tls,
        List<Node> nodes,
        int database,
        @Nullable String master,
        @Nullable String user,
        @Nullable String password) {
    private static final Map<String, Kind> KINDS = Map.of(
            "redis", Kind.SINGLE,
            "rediss", Kind.SINGLE,
            "redis-sentinel", Kind.SENTINEL,
            "rediss-sentinel", Kind.SENTINEL,
            "redis-cluster", Kind.CLUSTER,
            "rediss-cluster", Kind.CLUSTER);
    private static final int MAX_DATABASE = 65_535;

    /** How the server is found. */
    enum Kind {
        SINGLE(6379),
        SENTINEL(26379),
        CLUSTER(6379);

        private final int port;

        Kind(int port) {
            this.port = port;
        }
    }

    /** Host and port. */
    record Node(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none; the message says why, and holds no password
     */
    static Location parse(String url) {
        int scheme = url.indexOf("://");
        Kind kind = scheme < 0 ? null : KINDS.get(url.substring(0, scheme).toLowerCase(Locale.ROOT));
        if (kind == null) {
            throw new IllegalArgumentException("The URL of a Redis begins with redis://, rediss:// (TLS),"
                    + " redis-sentinel:// or redis-cluster://, such as redis://127.0.0.1:6379.");
        }
        boolean tls = url.regionMatches(true, 0, "rediss", 0, 6);
        String rest = url.substring(scheme + 3);
        if (rest.indexOf('?') >= 0) {
            throw fault("has a query. Leave it out: timeouts and TLS have keys of their own.");
        }
        String master = null;
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            master = decoded(rest.substring(hash + 1));
            rest = rest.substring(0, hash);
        }
        String[] who = {null, null};
        int at = rest.lastIndexOf('@');
        if (at >= 0) {
            who = credentials(rest.substring(0, at));
            rest = rest.substring(at + 1);
        }
        int slash = rest.indexOf('/');
        int database = slash < 0 ? 0 : database(rest.substring(slash + 1));
        String hosts = slash < 0 ? rest : rest.substring(0, slash);
        return checked(new Location(kind, tls, nodes(hosts, kind), database, master, who[0], who[1]));
    }

    private static Location checked(Location location) {
        if (location.kind == Kind.SENTINEL && (location.master == null || location.master.isEmpty())) {
            throw fault("does not name the master that the sentinels watch. Append its name: #mymaster.");
        }
        if (location.kind != Kind.SENTINEL && location.master != null) {
            throw fault("has a fragment, which names the master for redis-sentinel:// only. Leave it out.");
        }
        if (location.kind == Kind.SINGLE && location.nodes.size() > 1) {
            throw fault(
                    "names several hosts. Write redis-cluster:// for a cluster, or redis-sentinel:// for sentinels.");
        }
        if (location.kind == Kind.CLUSTER && location.database != 0) {
            throw fault("names a database, but a cluster has only number 0. Leave it out.");
        }
        return location;
    }

    /** User and password; a lone part is the password, as with {@code redis-cli -u}. */
    private static String[] credentials(String text) {
        int colon = text.indexOf(':');
        String user = colon <= 0 ? null : decoded(text.substring(0, colon));
        return new String[] {user, decoded(text.substring(colon + 1))};
    }

    private static int database(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.length() > 5
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(text) > MAX_DATABASE) {
            throw fault("ends with a path that is not the number of a database. Write /0, or leave it out.");
        }
        return Integer.parseInt(text);
    }

    private static List<Node> nodes(String text, Kind kind) {
        List<Node> nodes = new ArrayList<>();
        for (String node : text.split(",", -1)) {
            nodes.add(node(node.trim(), kind.port));
        }
        return List.copyOf(nodes);
    }

    private static Node node(String text, int defaultPort) {
        int end = text.startsWith("[")
                ? text.indexOf(']') + 1
                : text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
        String host = text.substring(0, end);
        String port = text.substring(end);
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw fault("has no host where one should be.");
        }
        return new Node(host, port.isEmpty() ? defaultPort : port(port));
    }

    private static int port(String port) {
        String digits = port.substring(1);
        boolean number = port.charAt(0) == ':' && digits.matches("[0-9]{1,5}");
        int value = number ? Integer.parseInt(digits) : 0;
        if (value < 1 || value > 65_535) {
            throw fault("has a port that is none. A port is 1 to 65535.");
        }
        return value;
    }

    private static String decoded(String text) {
        try {
            // A plus is a plus here, not a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw fault("has a % that begins no escape. Write %25 for it.");
        }
    }

    /** Nothing of the URL goes into a message: any part of it may be one of a password with a stray character. */
    private static IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("The URL of the Redis " + what);
    }

    /** Without user and password. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(tls ? "rediss" : "redis");
        text.append(kind == Kind.SINGLE ? "" : "-" + kind.name().toLowerCase(Locale.ROOT))
                .append("://");
        text.append(String.join(",", nodes.stream().map(Node::toString).toList()));
        text.append(database == 0 ? "" : "/" + database).append(master == null ? "" : "#" + master);
        return text.toString();
    }
}
