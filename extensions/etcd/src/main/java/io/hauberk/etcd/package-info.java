/** Finds services by keys under a prefix in etcd. */
@NullMarked
package io.hauberk.etcd;

import org.jspecify.annotations.NullMarked;
