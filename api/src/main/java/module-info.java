/** The contract: handlers, filters and the values between them. */
module io.hauberk {
    // Annotations only: needed to compile against us, not to run.
    requires static transitive org.jspecify;

    exports io.hauberk;
    exports io.hauberk.annotation;
}
