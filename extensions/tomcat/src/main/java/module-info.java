/** The rotating identity on a port of an embedded Tomcat. */
module io.hauberk.tomcat {
    requires transitive io.hauberk.core;
    requires static transitive org.jspecify;
    requires transitive org.apache.tomcat.embed.core;

    exports io.hauberk.tomcat;
}
