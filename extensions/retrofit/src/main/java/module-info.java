/** Retrofit through the mesh. */
module io.hauberk.retrofit {
    requires transitive io.hauberk.okhttp;
    requires retrofit2;
    requires static transitive org.jspecify;

    exports io.hauberk.retrofit;
}
