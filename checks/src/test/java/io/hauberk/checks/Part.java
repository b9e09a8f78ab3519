package io.hauberk.checks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The modules, and which of them each may use: the arrows of the design. */
enum Part {
    API("api", true),
    TESTKIT("extensions/testkit", true, API),
    CORE("core", true, API),
    SERVLET("servlet-adapter", true, API, CORE),
    OKHTTP("client-interceptors", true, API, CORE),
    JDK_CLIENT("extensions/jdk-client", true, API, CORE, OKHTTP),
    APACHE_CLIENT("extensions/apache-client", true, API, CORE, OKHTTP),
    SPRING_CLIENT("extensions/spring-client", true, API, CORE, OKHTTP),
    FEIGN("extensions/feign", true, API, CORE, OKHTTP),
    JAXRS_CLIENT("extensions/jaxrs-client", true, API, CORE, OKHTTP),
    RETROFIT("extensions/retrofit", true, API, CORE, OKHTTP),
    JAXRS("extensions/jaxrs", true, API, CORE),
    SPRING_WEB("extensions/spring-web", true, API, CORE),
    JETTY("extensions/jetty", true, API, CORE),
    TOMCAT("extensions/tomcat", true, API, CORE),
    DNS("extensions/dns", true, API, CORE),
    KUBERNETES("extensions/kubernetes", true, API, CORE),
    CONSUL("extensions/consul", true, API, CORE),
    EUREKA("extensions/eureka", true, API, CORE),
    ETCD("extensions/etcd", true, API, CORE),
    ZOOKEEPER("extensions/zookeeper", true, API, CORE),
    REDIS("extensions/redis", true, API, CORE),
    JDBC("extensions/jdbc", true, API, CORE),
    DISCOVERY_TESTKIT("extensions/discovery-testkit", true, API, CORE),
    SPIFFE("extensions/spiffe", true, API, CORE),
    AUTHORITY("extensions/authority", true, API, CORE),
    STANDALONE(
            "extensions/standalone",
            false,
            API,
            CORE,
            SERVLET,
            OKHTTP,
            JETTY,
            SPIFFE,
            AUTHORITY,
            DNS,
            KUBERNETES,
            CONSUL,
            EUREKA,
            ETCD,
            REDIS),
    SHOP("samples/shop", false, API, CORE, SERVLET, OKHTTP, JETTY, TESTKIT);

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private final String folder;
    private final boolean library;
    private final List<Part> mayUse;

    Part(String folder, boolean library, Part... mayUse) {
        this.folder = folder;
        this.library = library;
        this.mayUse = List.of(mayUse);
    }

    /** Those that other people's programs hold: nothing is printed here, and the public API is approved. */
    static List<Part> libraries() {
        return Arrays.stream(values()).filter(part -> part.library).toList();
    }

    boolean mayUse(Part other) {
        return other == this || mayUse.contains(other);
    }

    String folder() {
        return folder;
    }

    String artifact() {
        return "hauberk-" + Path.of(folder).getFileName();
    }

    /** The build folder, of which a second JDK has its own. */
    Path target() {
        return ROOT.resolve(folder).resolve(System.getProperty("hauberk.target", "target"));
    }

    Path classes() {
        return target().resolve("classes");
    }
}
