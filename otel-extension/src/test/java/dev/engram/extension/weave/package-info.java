@org.jspecify.annotations.NullMarked
package dev.engram.extension.weave;
