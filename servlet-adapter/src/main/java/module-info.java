/** The inbound side: a Jakarta servlet filter. */
module io.hauberk.servlet {
    requires transitive io.hauberk.core;
    requires transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.hauberk.servlet;
}
