package io.bpfman.siblings.git;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.annotations.RegisterResourceBundle;

/**
 * What JGit meets by reflection, for the native image: its texts, and the words of its settings, whose values it lists by
 * reflection ({@code Config.getEnum}). A test holds the list to JGit's code.
 */
@RegisterResourceBundle(bundleName = "org.eclipse.jgit.internal.JGitText")
@RegisterForReflection(
        classNames = {
            "org.eclipse.jgit.internal.JGitText",
            "org.eclipse.jgit.api.MergeCommand$FastForwardMode",
            "org.eclipse.jgit.api.MergeCommand$FastForwardMode$Merge",
            "org.eclipse.jgit.api.RebaseCommand$Operation",
            "org.eclipse.jgit.api.RebaseResult$Status",
            "org.eclipse.jgit.diff.DiffAlgorithm$SupportedAlgorithm",
            "org.eclipse.jgit.diff.DiffDriver",
            "org.eclipse.jgit.diff.DiffEntry$ChangeType",
            "org.eclipse.jgit.diff.DiffEntry$Side",
            "org.eclipse.jgit.dircache.DirCache$DirCacheVersion",
            "org.eclipse.jgit.lib.BranchConfig$BranchRebaseMode",
            "org.eclipse.jgit.lib.CommitConfig$CleanupMode",
            "org.eclipse.jgit.lib.CoreConfig$AutoCRLF",
            "org.eclipse.jgit.lib.CoreConfig$CheckStat",
            "org.eclipse.jgit.lib.CoreConfig$EOL",
            "org.eclipse.jgit.lib.CoreConfig$HideDotFiles",
            "org.eclipse.jgit.lib.CoreConfig$LogRefUpdates",
            "org.eclipse.jgit.lib.CoreConfig$SymLinks",
            "org.eclipse.jgit.lib.CoreConfig$TrustStat",
            "org.eclipse.jgit.lib.GpgConfig$GpgFormat",
            "org.eclipse.jgit.lib.ObjectChecker$ErrorType",
            "org.eclipse.jgit.lib.RefUpdate$Result",
            "org.eclipse.jgit.lib.RepositoryState",
            "org.eclipse.jgit.lib.SubmoduleConfig$FetchRecurseSubmodulesMode",
            "org.eclipse.jgit.merge.ContentMergeStrategy",
            "org.eclipse.jgit.merge.ResolveMerger$MergeFailureReason",
            "org.eclipse.jgit.patch.FileHeader$PatchType",
            "org.eclipse.jgit.submodule.SubmoduleWalk$IgnoreSubmoduleMode",
            "org.eclipse.jgit.transport.HttpConfig$HttpRedirectMode",
            "org.eclipse.jgit.transport.PushConfig$PushDefault",
            "org.eclipse.jgit.transport.PushConfig$PushRecurseSubmodulesMode",
            "org.eclipse.jgit.transport.ReceiveCommand$Result",
            "org.eclipse.jgit.transport.TagOpt",
            "org.eclipse.jgit.transport.TransferConfig$FsckMode",
            "org.eclipse.jgit.transport.TransferConfig$ProtocolVersion",
            "org.eclipse.jgit.util.sha1.SHA1$Sha1Implementation"
        })
final class NativeGit {

    private NativeGit() {}
}
