"""How tools call the columns of a retrospective, and the kinds of its lines, in both languages."""

from collections.abc import Mapping

from portal.core.headings import keys

# By the names of roles (heads.Role).
KNOWN: Mapping[str, frozenset[str]] = {
    "text": keys("""text,content,card,card text,feedback,comment,description,message,body,item,
        reflection,idea,sticky,內容,文字,卡片,卡片內容,意見,內文,說了什麼,回饋"""),
    "topic": keys("""reflection group,group,group name,topic,theme,cluster,分組,群組,組別,主題,
        議題,話題"""),
    "column": keys("""prompt,column,column name,category,question,section,list,lane,欄位,欄,問題,
        題目,分類,類別"""),
    "votes": keys("""votes,vote,vote count,likes,upvotes,dots,score,票數,得票,得票數,投票,投票數,
        票,讚,按讚數"""),
    "kind": keys("type,kind,item type,card type,類型,種類"),
    "action": keys("""action,actions,action item,action items,task,tasks,todo,to do,follow up,
        next step,next steps,行動,行動項目,行動方案,待辦,待辦事項,後續行動,任務,改善行動"""),
    "owner": keys("""owner,action owner,assignee,assigned to,responsible,who,負責人,指派給,承辦人,
        誰,誰做,執行人"""),
    "due": keys("due,due date,deadline,by when,期限,到期日,截止日,截止日期,完成期限,預計完成日"),
    "state": keys("state,status,done,狀態,進度"),
    "notes": keys("""notes,note,discussion,discussion notes,comments,筆記,備註,討論,討論紀錄,紀錄,
        留言"""),
}
# Whoever wrote, spoke, voted or reacted.
WHO = keys("""author,authors,author name,creator,created by,user,user name,user id,username,
    participant,participants,member,members,name,full name,email,e-mail,email address,writer,
    written by,posted by,submitted by,added by,voter,voters,voted by,liked by,reactions,reactjis,
    reacted by,attendees,present,editor,edited by,作者,建立者,建立人,姓名,名字,參與者,參加者,成員,
    使用者,使用者名稱,電子郵件,電郵,信箱,投票者,投票人,反應,表情,工號,員工編號,帳號,填寫人,填表人,
    發言人,提出者,提出人,出席者,暱稱""")
# And when: an hour tells who sat at a keyboard.
WHEN = keys("""created at,created,creation date,date created,date,time,timestamp,updated at,
    submitted at,posted at,日期,時間,時間戳記,建立時間,建立日期,填寫時間,更新時間""")
PARABOL = keys("reflection group,type,discussion thread")
ACTIONS = keys("task,tasks,action,actions,action item,todo,行動,行動項目,待辦,任務")
NOTES = keys("comment,reply,note,notes,筆記,留言,回覆,備註")
# Lines that say of what others are; and the actions of the time before.
ABOUT = keys("topic,goal,last time's action,主題,目標,上次的行動")
DONE = keys("""done,closed,completed,complete,yes,true,dropped,cancelled,完成,已完成,做完了,是,
    取消,不做了,放棄""")
