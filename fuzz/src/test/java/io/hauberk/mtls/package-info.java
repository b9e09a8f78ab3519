/** Fuzz targets for what proxies tell of certificates. */
@NullMarked
package io.hauberk.mtls;

import org.jspecify.annotations.NullMarked;
