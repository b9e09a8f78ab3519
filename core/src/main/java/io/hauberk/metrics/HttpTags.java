package io.hauberk.metrics;

/** Methods and schemes as small numbers and as tags. */
final class HttpTags {
    private static final String[] METHODS = {
        "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "QUERY"
    };
    static final int METHOD_COUNT = METHODS.length + 1;
    static final int SCHEME_COUNT = 3;

    private HttpTags() {}

    /** Methods have case: {@code get} is none. */
    static int method(String method) {
        for (int i = 0; i < METHODS.length; i++) {
            if (METHODS[i].equals(method)) {
                return i;
            }
        }
        return METHODS.length;
    }

    static String methodTag(int method) {
        return method < METHODS.length ? METHODS[method] : Cardinality.OTHER;
    }

    static int scheme(String scheme) {
        return scheme.equals("http") ? 0 : scheme.equals("https") ? 1 : 2;
    }

    static String schemeTag(int scheme) {
        return switch (scheme) {
            case 0 -> "http";
            case 1 -> "https";
            default -> Cardinality.OTHER;
        };
    }
}
